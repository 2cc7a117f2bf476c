import type { BoardPlayer } from '#lib/board/board.ts';
import { assert } from '#lib/shared/assert.ts';
import type { ClientIdentity, Mark, ScoreEvent } from './room-storage.ts';

// What each tap brings along, as numbers in a row and not as an object for each: the clone that the storage's thread is sent
// of some thousand objects costs more than it costs to write them.

/** Numbers for each tap: client, mutation id, version, generation, player, delta, score, at. */
const TAP_NUMBERS = 8;
/** Numbers for each player of whom nothing but the score changed: score, changedAt, scoredAt, id. */
const SCORE_NUMBERS = 4;

/** Scores, {@link SCORE_NUMBERS} for each player. */
export type ScoreRows = readonly number[];

/** The high-water marks that move. */
export interface MarkRows {
  readonly clientIds: readonly string[];
  /** In the order of `clientIds`. */
  readonly lastIds: readonly number[];
  /** Of those clients of whom something is to be noted: by their place in `clientIds`. */
  readonly identities: readonly (readonly [client: number, identity: ClientIdentity])[];
}

export interface EventRows {
  /** {@link TAP_NUMBERS} for each tap, in the order of their versions; its client is a place in {@link MarkRows}. */
  readonly taps: readonly number[];
  /** All that are no taps of clients. */
  readonly others: readonly ScoreEvent[];
}

export function markRowsOf(marks: readonly Mark[]): MarkRows {
  const clientIds: string[] = [];
  const lastIds: number[] = [];
  const identities: [client: number, identity: ClientIdentity][] = [];
  for (const { clientId, id, identity } of marks) {
    if (identity !== null) identities.push([clientIds.length, identity]);
    clientIds.push(clientId);
    lastIds.push(id);
  }
  return { clientIds, lastIds, identities };
}

export function eventRowsOf(events: readonly ScoreEvent[], { clientIds }: MarkRows): EventRows {
  const places = new Map(clientIds.map((clientId, index) => [clientId, index]));
  const taps: number[] = [];
  const others: ScoreEvent[] = [];
  for (const event of events) {
    const { version, generation, kind, player, delta, score, by, at } = event;
    if (kind !== 'tap' || by === null) {
      others.push(event);
      continue;
    }
    const client = places.get(by.clientId);
    assert(client !== undefined, 'whoever taps has a mark that moves');
    taps.push(client, by.id, version, generation, player, delta, score, at);
  }
  return { taps, others };
}

export function tapCountOf({ taps }: EventRows): number {
  return taps.length / TAP_NUMBERS;
}

export function tapsOf({ taps }: EventRows): Iterable<readonly number[]> {
  return inRows(taps, TAP_NUMBERS);
}

export function pushScore(rows: number[], { score, changedAt, scoredAt, id }: BoardPlayer): void {
  rows.push(score, changedAt, scoredAt, id);
}

export function scoreCountOf(scores: ScoreRows): number {
  return scores.length / SCORE_NUMBERS;
}

export function scoresOf(scores: ScoreRows): Iterable<readonly number[]> {
  return inRows(scores, SCORE_NUMBERS);
}

function* inRows(numbers: readonly number[], width: number): Iterable<readonly number[]> {
  for (let start = 0; start < numbers.length; start += width) {
    yield numbers.slice(start, start + width);
  }
}
