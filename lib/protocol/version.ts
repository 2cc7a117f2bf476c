/**
 * The version of the wire protocol, sent in the Socket.IO handshake as `auth.protocol`.
 * A change of any schema in this folder fails `protocol.test.ts` until it is either undone or given a new version here.
 *
 * 1: join, push, sync, clock, message; snapshot, delta, pulse, presence, message, problem, drain.
 */
export const PROTOCOL_VERSION = 1;
