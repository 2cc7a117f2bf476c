import type { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Result } from '#lib/shared/result.ts';
import type { Outcome, RoomStorage } from '../storage/room-storage.ts';
import type { Batch } from './batch.ts';
import type { Marks } from './marks.ts';

/**
 * Hears the outcome of a request exactly once, synchronously with the commit and before its delta leaves.
 * An error means that nothing was done and no id was spent.
 */
export type Settle<T> = (outcome: Result<T, ScoreroomError>) => void;

/** Something that waits for its place in a commit. */
export interface Request {
  /** Looks up what it is decided by, now that the commit before has ended. Null where it needs nothing. */
  readonly lookUp: (() => Promise<void>) | null;
  /** Decides it on top of what the batch holds; returns what tells its sender once the batch is durable. */
  decide(batch: Batch): () => void;
  fail(error: ScoreroomError): void;
}

/** Asks for nothing: with its turn the room finds out where the storage stands. */
export const NOTHING: Request = {
  lookUp: null,
  decide: () => () => undefined,
  fail: () => undefined,
};

/** What requests may use of their room. */
export interface Desk {
  readonly roomId: number;
  readonly storage: RoomStorage;
  readonly marks: Marks;
  /** The version of the board as committed. */
  readonly version: () => number;
  readonly generation: () => number;
  readonly enqueue: (request: Request) => void;
  /** Keeps the room in memory until the work is done. */
  readonly track: (work: Promise<void>) => void;
}

/** What became of the client's mutations `from` to `to`, by id. */
export async function outcomesOf(
  { storage, roomId }: Desk,
  clientId: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Map<number, Outcome>> {
  const outcomes = new Map<number, Outcome>();
  for (const outcome of await storage.findOutcomes(roomId, clientId, from, to)) {
    const by = outcome.kind === 'committed' ? outcome.event.by : outcome.by;
    if (by !== null) outcomes.set(by.id, outcome);
  }
  return outcomes;
}
