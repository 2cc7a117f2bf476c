import { BoardDraft, type Operation } from '#lib/board/apply.ts';
import { createBoard, type Board } from '#lib/board/board.ts';
import { assert } from '#lib/shared/assert.ts';
import type { MutationRef, RoomCommit, RoomStorage, ScoreEvent } from './room-storage.ts';

/** Any moment will do, as long as it is always the same. */
export const T0 = Date.UTC(2026, 0, 1);

export const HOST_KEY_HASH = Uint8Array.from({ length: 32 }, (_, index) => index * 7);

export function clientId(number: number): string {
  return `client-${number}`.padEnd(22, '_');
}

export function testBoard(code: string, players: readonly string[] = ['Ada', 'Grace']): Board {
  return createBoard({ code, name: `Room ${code}`, epoch: 1, players });
}

/** One operation, and which mutation of whom it is. */
export interface Step {
  readonly operation: Operation;
  readonly by?: MutationRef;
}

export function tap(player: number, delta: number, by?: MutationRef): Step {
  const operation = { type: 'score', player, delta } as const;
  return by === undefined ? { operation } : { operation, by };
}

/** The commit that these steps make of a board: events and marks as the room engine would give them. */
export function commitOf(roomId: number, before: Board, steps: readonly Step[]): RoomCommit {
  const draft = new BoardDraft(before);
  const events: ScoreEvent[] = [];
  const marks = new Map<string, number>();
  for (const { operation, by = null } of steps) {
    const applied = draft.apply(operation);
    assert(applied.ok, 'a test asks only for what can be');
    if (by !== null) marks.set(by.clientId, by.id);
    if (operation.type !== 'score') continue;
    const { player, delta } = operation;
    const { version, generation } = draft;
    const score = applied.value?.score ?? 0;
    events.push({ version, generation, player, delta, score, by, at: T0 + version });
  }
  const after = draft.board;
  const at = T0 + after.version;
  const highest = Array.from(marks, ([client, id]): MutationRef => ({ clientId: client, id }));
  return { roomId, before, after, events, refusals: [], marks: highest, at };
}

export async function createRoom(storage: RoomStorage, board: Board): Promise<number> {
  const roomId = await storage.create({ board, hostKeyHash: HOST_KEY_HASH, createdAt: T0 });
  assert(roomId !== null, `code ${board.code} is free`);
  return roomId;
}

/** All events of a room, the oldest first, read page by page. */
export async function allEvents(storage: RoomStorage, roomId: number): Promise<ScoreEvent[]> {
  const events: ScoreEvent[] = [];
  for (;;) {
    const page = await storage.history(roomId, { before: events.at(-1)?.version, limit: 1_000 });
    events.push(...page);
    if (page.length < 1_000) return events.toReversed();
  }
}

/** What each score must be: the sum of the events of its board's generation. */
export function sumsOf(board: Board, events: readonly ScoreEvent[]): Map<number, number> {
  const sums = new Map(Array.from(board.players.keys(), (id): [number, number] => [id, 0]));
  for (const { generation, player, delta } of events) {
    const sum = sums.get(player);
    if (generation === board.generation && sum !== undefined) sums.set(player, sum + delta);
  }
  return sums;
}

export function scoresOf(board: Board): Map<number, number> {
  return new Map(Array.from(board.players.values(), ({ id, score }) => [id, score]));
}
