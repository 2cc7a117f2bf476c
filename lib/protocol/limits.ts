/** Every limit that a client can meet. `docs/PROTOCOL.md` lists the same numbers. */
export const LIMITS = {
  /** Players on one board at a time. */
  players: 300,
  /** User-perceived characters in the name of a room or player. */
  nameGraphemes: 40,
  /** Unicode code points in a name: stops a pile of combining marks that counts as one grapheme. */
  nameCodePoints: 160,
  /** Characters in an announcement, and in the reason of a correction. */
  announcementGraphemes: 140,
  reasonGraphemes: 80,
  /** Characters in the label of a link. */
  labelGraphemes: 40,
  /** Steps on a room's score buttons. */
  steps: 6,
  /** Longest time in which a participant may take their last tap back, in seconds. */
  undoSeconds: 3_600,
  /** Colours and shapes that a player can have. */
  bibColours: 12,
  bibShapes: 8,
  /** Digits in a room's PIN. */
  pinMinLength: 4,
  pinMaxLength: 8,
  /** Largest change of one tap, either way. */
  delta: 1_000_000,
  /** Largest score a player can reach, either way. */
  score: 1_000_000_000,
  /** Mutations in one push. */
  mutationsPerPush: 100,
  /** Taps that a client says are waiting for their verdict. */
  waiting: 1_000_000,
  /** Characters in an `Idempotency-Key`. */
  idempotencyKeyLength: 255,
} as const;

/** Timings of the protocol, in milliseconds. */
export const TIMINGS = {
  /** Every client hears a pulse at least this often while connected. */
  pulseIntervalMs: 3_000,
  /** A connection must CONNECT, and then join, within this long. */
  connectTimeoutMs: 10_000,
  /** Reconnection: a random delay below min(max, base × 2^attempt). */
  reconnectBaseMs: 500,
  reconnectMaxMs: 8_000,
} as const;
