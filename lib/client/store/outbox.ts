import type { PendingTap } from '#lib/board/rebase.ts';

/** A tap with the id under which the server knows it. */
export interface SavedTap extends PendingTap {
  readonly id: number;
}

/** The taps of one clientId that have no verdict yet, in the order of their ids, without gaps. */
export interface Lane {
  readonly clientId: string;
  readonly taps: readonly SavedTap[];
}

/** A lane, and how its ids go on. */
export interface OpenLane extends Lane {
  readonly nextId: number;
}

/** Where taps were written: the first one's id; the others follow. */
export interface Appended {
  readonly clientId: string;
  readonly firstId: number;
}

/**
 * The client's queue of taps without a verdict, one per tab and room. A tap is in it before it is sent, and leaves it only
 * on a verdict.
 *
 * Maintained invariants: one id of one clientId is given to one tap, whatever other tabs do; the ids of a clientId count up
 * one by one.
 */
export interface Outbox {
  /** Whether taps outlive this page. */
  readonly durable: boolean;
  /** Under which the next taps will most likely be written: who joins. */
  readonly clientId: string;
  /** What waited when the outbox was opened. */
  readonly found: readonly Lane[];
  append(taps: readonly PendingTap[]): Promise<Appended>;
  /** Every tap of this client up to this id has its verdict. A removal that fails does no harm: the tap is asked again. */
  remove(clientId: string, upTo: number): Promise<void>;
  /**
   * Moves the taps from `firstId` on to a fresh clientId, for a server whose history has lost the ones before.
   * Null where another tab has taken them over, and will do it.
   */
  renumber(clientId: string, firstId: number): Promise<Lane | null>;
  /**
   * The server has given verdicts of this client up to `lastId`. Where that is more than was ever given here, the browser's
   * storage has gone back in time (a restored profile): the next taps go under a fresh clientId, or they would be taken for
   * the ones that had their ids before.
   */
  heard(clientId: string, lastId: number): void;
  /** Takes on what another outbox of this page held, under the ids that it has; all of it or nothing. */
  keep(lanes: readonly OpenLane[]): Promise<void>;
  /** Says that this tab lives, and takes over what tabs that do not have left. */
  renew(): Promise<readonly Lane[]>;
  /** Leaves the rest to others. May be called twice. */
  close(): Promise<void>;
}

export type OpenOutbox = () => Promise<Outbox>;

/** Numbers taps that were appended together. */
export function numbered(taps: readonly PendingTap[], firstId: number): SavedTap[] {
  return taps.map(({ generation, player, delta }, index) => {
    return { id: firstId + index, generation, player, delta };
  });
}
