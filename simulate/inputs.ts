import { SERVER_TIMINGS } from '#lib/protocol/server-limits.ts';

/**
 * What things cost, in one place. Each says where it comes from: MEASURED, with the place or the command; DERIVED from
 * measured figures; or ASSUMED, where nobody has measured it yet. `docs/SCALE.md` repeats them.
 */
export const INPUTS = {
  // ---------------------------------------------------------------- a node's core, in µs

  /** A push read, checked, ordered and answered. MEASURED: docs/PERFORMANCE.md, "Where Scoreroom loses"; 12 in the kernel. */
  pushUs: 29,
  /** Each tap in it on its way to the storage. MEASURED: the same place. */
  tapUs: 8,
  /**
   * One frame to one viewer, and each kB in it. MEASURED: docs/SCALE.md, "What a frame costs"; on loopback, where the sender's
   * system call does much of the receiver's work too, so a network card should be cheaper.
   */
  frameUs: 12,
  frameKbUs: 0.8,
  /** A delta made and encoded, once for all viewers of a node. ASSUMED, of the order of JSON.stringify. */
  encodeUs: 10,
  /** A query sent and its answer read. ASSUMED: `pg` reads some 20,000 small answers per second and core. */
  queryUs: 50,
  /** News published, and heard. ASSUMED: a small command of Redis in JavaScript. */
  publishUs: 15,
  hearUs: 15,
  /** One version of a poll's answer compared. ASSUMED: a binary array, read in a loop. */
  comparedRowUs: 0.3,
  /** Handshake, join and first board. DERIVED: "some tenths of a millisecond" in lib/server/socket/spread.ts. */
  joinUs: 600,
  /** A page, in the main process and in the renderer's. MEASURED: docs/decisions/0032, eight at once. */
  pageUs: 6_500,
  renderUs: 11_500,
  /** Engine.IO's ping and its pong. ASSUMED: two small messages. */
  heartbeatUs: 15,

  // ---------------------------------------------------------------- memory

  /** RSS of an idle connection, in kB. MEASURED: 10.4 to 12.1, `npm run bench -- --scenario idle`. */
  connectionKb: 11,
  /** A room in memory: engine, marks, fan-out. ASSUMED, from the heap of this simulation. */
  roomKb: 4,
  /** Node itself with this server, and its renderer, in MB. MEASURED: about 120 for the renderer; 150 ASSUMED. */
  processMb: 150,
  rendererMb: 120,

  // ---------------------------------------------------------------- the wire

  /** TCP/IP headers of a segment, and the WebSocket's and Socket.IO's of a frame. MEASURED: 35 to 52; DERIVED. */
  segmentHeaderBytes: 52,
  segmentBytes: 1_400,
  frameHeaderBytes: 18,
  /** A pulse, DERIVED from its JSON. */
  pulseBytes: 80,
  presenceBytes: 30,
  /** A node's network card, in bits per second. ASSUMED. */
  nicBitsPerSec: 10e9,
  /** One way between a client and a node: at least this, and a tail of this mean. ASSUMED: a town's mobile network. */
  clientLinkMs: 10,
  clientJitterMs: 5,

  // ---------------------------------------------------------------- PostgreSQL

  /** One way, in one zone. ASSUMED. */
  databaseLinkMs: 0.25,
  databaseCores: 16,
  /** Connections of one node. ASSUMED. */
  databaseConnections: 16,
  /**
   * CPU of a commit as one statement, of each row that it writes more, of a read, of each row of it, and of a version that a
   * poll finds by its key. MEASURED with pgbench on two busy cores: docs/SCALE.md, "What PostgreSQL costs".
   */
  transactionUs: 500,
  rowWriteUs: 8,
  readUs: 130,
  rowReadUs: 1.3,
  polledRowUs: 1.3,
  /** A commit waits for its log to be on disk, and for a synchronous replica. ASSUMED. */
  flushMs: 1.5,
  /** `idle_in_transaction_session_timeout`. ASSUMED setting. */
  lockTimeoutMs: 1_000,
  /** Each node asks for the versions of its rooms this often. The product's plan. */
  pollIntervalMs: 1_000,

  // ---------------------------------------------------------------- Redis

  /** One way. ASSUMED. */
  redisLinkMs: 0.25,
  newsHeaderBytes: 60,

  // ---------------------------------------------------------------- the product's own settings

  deltaIntervalMs: SERVER_TIMINGS.deltaIntervalMs,
} as const;

export type Inputs = { readonly [name in keyof typeof INPUTS]: number };
