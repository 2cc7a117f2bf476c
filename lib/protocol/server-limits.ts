/** Limits that only the server measures by, so that no page ships them. `docs/PROTOCOL.md` lists the same numbers. */
export const SERVER_LIMITS = {
  /** Secret links of one room that are valid at a time. */
  links: 100,
  /** Bytes in one frame from client to server; a longer one closes the connection. */
  frameBytes: 16_384,
  /** Bytes in the body of one REST request. */
  bodyBytes: 65_536,
  /** Mutations that one connection may send per second in the long run, and at once after a rest. */
  mutationsPerSecond: 200,
  mutationBurst: 2_000,
  /** Cheers of one connection per second in the long run, and at once after a rest. */
  cheersPerSecond: 2,
  cheerBurst: 6,
  /** Other events (join, sync, clock, message, and bad input) per connection per second, and at once after a rest. */
  eventsPerSecond: 10,
  eventBurst: 60,
  /** Bad messages on one connection after which it is closed. */
  badMessages: 50,
  /** Engine.IO packets of any kind per connection per second in the long run, and at once after a rest. */
  packetsPerSecond: 100,
  packetBurst: 1_000,
  /** Packets in the body of one polling POST. */
  packetsPerPost: 256,
  /** Fragments of one WebSocket message. */
  fragments: 64,
  /** Bytes that may wait for a connection that does not read; then it is passed over until it has read. */
  unreadBytes: 262_144,
  /** Sockets opened from one address (of IPv6: one /64) per second in the long run, and at once after a rest. */
  handshakesPerSecond: 100,
  handshakeBurst: 2_000,
  /** REST requests from one address per second in the long run, and at once after a rest. */
  requestsPerSecond: 50,
  requestBurst: 500,
  /** Rooms created from one address per second in the long run, and at once after a rest. */
  roomsPerSecond: 0.2,
  roomBurst: 60,
  /** Mutations that one room takes per second in the long run, and at once after a rest. */
  roomMutationsPerSecond: 50_000,
  roomMutationBurst: 200_000,
} as const;

/** Timings that only the server keeps, in milliseconds. */
export const SERVER_TIMINGS = {
  /** A busy room sends at most one delta per this long. */
  deltaIntervalMs: 40,
  /** Presence counts of a room change at most once per this long. */
  presenceIntervalMs: 500,
  /** The cheers of a room are told at most once per this long, added up. */
  cheerIntervalMs: 250,
  /** A connection whose right was taken away is cut within this long. */
  revokeWithinMs: 2_000,
  /** Engine.IO heartbeat: ping this often … */
  pingIntervalMs: 15_000,
  /** … and give up when no answer comes within this long. */
  pingTimeoutMs: 10_000,
  /** A connection that has read nothing for this long while something waits for it is cut. */
  unreadTimeoutMs: 10_000,
  /** A server that leaves sends its clients away over at most this long. */
  drainSpreadMs: 15_000,
} as const;
