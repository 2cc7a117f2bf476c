/**
 * The version of the wire protocol, sent in the Socket.IO handshake as `auth.protocol`.
 * A change of any schema in this folder fails `protocol.test.ts` until it is either undone or given a new version here.
 *
 * 1: join, push, sync, clock, message; snapshot, delta, pulse, presence, message, problem, drain.
 * 2: act; roles, settings, claims, looks and the order of players; cheers added up, announcements; `you`.
 * 3: `waiting` in join and push: how many taps are still on their way; `spreadMs` in pulse.
 */
export const PROTOCOL_VERSION = 3;

/**
 * The oldest version that the server still speaks: all since then only added what may be left out. A page that was loaded
 * before an upgrade goes on over it.
 */
export const OLDEST_PROTOCOL_VERSION = 2;
