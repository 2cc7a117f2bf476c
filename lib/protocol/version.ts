/**
 * The version of the wire protocol, sent in the Socket.IO handshake as `auth.protocol`.
 * A change of any schema in this folder fails `protocol.test.ts` until it is either undone or given a new version here.
 *
 * 1: join, push, sync, clock, message; snapshot, delta, pulse, presence, message, problem, drain.
 * 2: act; roles, settings, claims, looks and the order of players; cheers added up, announcements; `you`.
 */
export const PROTOCOL_VERSION = 2;
