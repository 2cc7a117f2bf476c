import { DatabaseSync, StatementSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Board } from '#lib/board/board.ts';
import { seededRandom } from '#lib/testing/seeded-random.ts';
import { changesOf } from '../room-changes.ts';
import type { MutationRef, Outcome, Refusal } from '../room-storage.ts';
import { MIGRATIONS, migrate } from './sqlite-migrations.ts';
import { prepareReads } from './sqlite-reads.ts';
import { prepareWrites } from './sqlite-writes.ts';
import {
  clientId,
  commitOf,
  hostKeyHash,
  mark,
  T0,
  tap,
  testBoard,
} from '../testing/storage-test-kit.ts';

const SEED = 20_261_127;
const IDS = 700;
/** Fewer than there are: some are forgotten in the middle of a commit. */
const MAX_KNOWN = 2;
/** A block of ids, and as many as a push asks for at most. */
const MOST_STEPS = 64 + 100;

let db: DatabaseSync;
beforeEach(() => {
  db = new DatabaseSync(':memory:');
});
afterEach(() => db.close());

/** Writes through what is remembered of clients, or anew as after a restart. */
class Writer {
  readonly roomId: number;
  board: Board;
  #write = prepareWrites(db, MAX_KNOWN);

  constructor(board: Board) {
    const room = { board, hostKeyHash: hostKeyHash(board.code), createdAt: T0 };
    const [outcome] = this.#write([{ type: 'create', room }]);
    if (outcome?.type !== 'created') throw new Error('a room is made');
    this.roomId = outcome.roomId;
    this.board = board;
  }

  restart(): void {
    this.#write = prepareWrites(db, MAX_KNOWN);
  }

  /** Taps that count and taps that are refused, all with the next ids of their clients. */
  save(taps: readonly MutationRef[], refused: readonly MutationRef[]): Outcome[] {
    const commit = commitOf(
      this.roomId,
      this.board,
      taps.map((by) => tap(1, 1, by)),
    );
    const refusals = refused.map((by): Refusal => ({ by, kind: 'score_limit' }));
    const marks = new Map<string, number>();
    for (const { clientId: client, id } of [...taps, ...refused]) {
      marks.set(client, Math.max(id, marks.get(client) ?? 0));
    }
    const moved = [...marks].map(([client, id]) => mark(client, id));
    const changes = changesOf({ ...commit, refusals, marks: moved });
    expect(this.#write([{ type: 'commit', changes }])).toEqual([{ type: 'committed' }]);
    this.board = commit.after;
    return [
      ...commit.events.map((event): Outcome => ({ kind: 'committed', event })),
      ...refusals.map(({ by, kind }): Outcome => ({ kind: 'refused', by, reason: kind })),
    ];
  }
}

it(`[SQ26] each verdict is found again, within few steps, however many came since (seed ${SEED})`, () => {
  migrate(db, ':memory:', MIGRATIONS);
  const { chance, below } = seededRandom(SEED);
  const writer = new Writer(testBoard('AAAAAA'));
  const lanes = [1, 2, 3].map((number) => ({
    client: clientId(number),
    outcomes: new Map<number, Outcome>(),
    // The third is refused most of the time, so that whole blocks of its ids hold no tap.
    refusedPart: number === 3 ? 0.98 : 0.2,
  }));
  while (lanes.some(({ outcomes }) => outcomes.size < IDS)) {
    if (chance(0.03)) writer.restart();
    const taps: MutationRef[] = [];
    const refused: MutationRef[] = [];
    for (const { client, outcomes, refusedPart } of lanes) {
      const count = below(6);
      for (let id = outcomes.size + 1; id <= outcomes.size + count; id += 1) {
        (chance(refusedPart) ? refused : taps).push({ clientId: client, id });
      }
    }
    for (const outcome of writer.save(taps, refused)) {
      const by = outcome.kind === 'committed' ? outcome.event.by : outcome.by;
      const lane = lanes.find(({ client }) => client === by?.clientId);
      lane?.outcomes.set(by?.id ?? 0, outcome);
    }
  }

  const reads = prepareReads(db);
  const steps = vi.spyOn(StatementSync.prototype, 'get');
  for (const { client, outcomes } of lanes) {
    for (let from = 1; from <= outcomes.size; from += 7) {
      const to = from + below(100);
      steps.mockClear();
      const found = reads.findOutcomes({ roomId: writer.roomId, clientId: client, from, to });
      expect(steps.mock.calls.length).toBeLessThan(MOST_STEPS + 3);
      const expected = [...outcomes]
        .filter(([id]) => id >= from && id <= to)
        .toSorted(([a], [b]) => a - b)
        .map(([, outcome]) => outcome);
      expect(found).toEqual(expected);
    }
    const last = [...outcomes.values()].findLast(({ kind }) => kind === 'committed');
    const lastTap = reads.findLastTap({ roomId: writer.roomId, clientId: client, device: null });
    expect({ kind: 'committed', event: lastTap }).toMatchObject(last ?? {});
  }
  steps.mockRestore();
});

it('[SQ26] a database of the second version gets the chain, and what is tapped next goes on it', () => {
  migrate(db, ':memory:', MIGRATIONS.slice(0, 2));
  db.exec(`
    INSERT INTO rooms (id, code, name, epoch, version, generation, next_player_id, changed_at, created_at, updated_at)
      VALUES (1, 'AAAAAA', 'Room AAAAAA', 1, 301, 1, 3, 1, 0, 0);
    INSERT INTO players (room_id, id, name, score, changed_at, profiled_at) VALUES (1, 1, 'Ada', 300, 1, 1);
    INSERT INTO clients (id, room_id, client_id, last_id, seen_at)
      VALUES (1, 1, '${clientId(1)}', 150, 0), (2, 1, '${clientId(2)}', 150, 0), (3, 1, '${clientId(3)}', 1, 0);
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
      INSERT INTO score_events (room_id, version, generation, kind, player, delta, score, client, mutation_id, at)
      SELECT 1, i + 1, 1, 'tap', 1, 1, i, 1 + i % 2, (i + 1) / 2, 0 FROM n;
    INSERT INTO verdicts (client, mutation_id, version) SELECT client, mutation_id, version FROM score_events;
    INSERT INTO verdicts (client, mutation_id, refusal) VALUES (3, 1, 'score_limit');`);
  migrate(db, ':memory:', MIGRATIONS);

  const reads = prepareReads(db);
  const query = { roomId: 1, clientId: clientId(1), from: 1, to: 200 };
  const old = reads.findOutcomes(query);
  const idsOf = (outcomes: readonly Outcome[]) =>
    outcomes.map((outcome) => outcome.kind === 'committed' && outcome.event.by?.id);
  expect(idsOf(old)).toEqual(Array.from({ length: 150 }, (_, index) => index + 1));
  expect(reads.findLastTap({ ...query, device: null })).toMatchObject({ by: { id: 150 } });
  expect(reads.findLastTap({ ...query, clientId: clientId(3), device: null })).toBeNull();

  const board = reads.load('AAAAAA')?.board;
  if (board === undefined) throw new Error('the room is there');
  const by = { clientId: clientId(1), id: 151 };
  const changes = changesOf(commitOf(1, board, [tap(1, 1, by)]));
  expect(prepareWrites(db)([{ type: 'commit', changes }])).toEqual([{ type: 'committed' }]);
  expect(reads.findOutcomes(query).slice(0, 150)).toEqual(old);
  expect(idsOf(reads.findOutcomes(query)).at(-1)).toBe(151);
});
