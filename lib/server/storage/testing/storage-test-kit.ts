import { createHash } from 'node:crypto';
import {
  createBoard,
  newPlayer,
  type Board,
  type BoardPlayer,
  type RemovedPlayer,
} from '#lib/board/board.ts';
import { assert } from '#lib/shared/assert.ts';
import type {
  Archive,
  ClientIdentity,
  EventKind,
  KeptEvent,
  LogQuery,
  Mark,
  MutationRef,
  RoomCommit,
  RoomStorage,
  ScoreEvent,
} from '../room-storage.ts';

/** Any moment will do, as long as it is always the same. */
export const T0 = Date.UTC(2026, 0, 1);

/** Another one for each room, as it is with real keys. */
export function hostKeyHash(code: string): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(`host key of ${code}`).digest());
}

export function clientId(number: number): string {
  return `client-${number}`.padEnd(22, '_');
}

export function testBoard(code: string, players: readonly string[] = ['Ada', 'Grace']): Board {
  return createBoard({ code, name: `Room ${code}`, epoch: 1, players });
}

export function identity(device: string | null, label: string | null = null): ClientIdentity {
  return { device, deviceName: device && `Phone of ${device}`, role: 'participant', label };
}

interface ScoreStep {
  readonly kind: EventKind;
  readonly player: number;
  readonly delta: number;
  readonly by: MutationRef | null;
  readonly about: number | null;
  readonly reason: string | null;
}

/**
 * One change of a board, made here by hand: a storage keeps whatever board it is given, and its tests are not those of the
 * board.
 */
export type Step =
  | { readonly type: 'score'; readonly score: ScoreStep }
  | {
      readonly type: 'change';
      readonly change: (board: Board, version: number) => Partial<Board>;
    }
  | { readonly type: 'reset' };

export function score(
  kind: EventKind,
  step: Pick<ScoreStep, 'player' | 'delta'> & Partial<ScoreStep>,
): Step {
  return { type: 'score', score: { by: null, about: null, reason: null, ...step, kind } };
}

export function tap(player: number, delta: number, by: MutationRef | null = null): Step {
  return score('tap', { player, delta, by });
}

export function change(apply: (board: Board, version: number) => Partial<Board>): Step {
  return { type: 'change', change: apply };
}

export const reset: Step = { type: 'reset' };

export function addPlayer(name: string): Step {
  return change(({ nextPlayerId: id, players }, version) => ({
    nextPlayerId: id + 1,
    players: new Map(players).set(id, newPlayer(id, name, version)),
  }));
}

export function changePlayer(id: number, fields: Partial<BoardPlayer>): Step {
  return change((board, version) => {
    const player = { ...playerOf(board, id), ...fields, changedAt: version, profiledAt: version };
    return { players: new Map(board.players).set(id, player) };
  });
}

export function removePlayer(id: number, merged: RemovedPlayer['merged'] = null): Step {
  return change((board, removedAt) => {
    const players = new Map(board.players);
    players.delete(id);
    const gone = { player: playerOf(board, id), removedAt, merged };
    return { players, removed: new Map(board.removed).set(id, gone) };
  });
}

export function restorePlayer(id: number): Step {
  return change(({ players, removed }, changedAt) => {
    const gone = removed.get(id);
    assert(gone !== undefined, 'only who left comes back');
    const rest = new Map(removed);
    rest.delete(id);
    const back = new Map(players).set(id, { ...gone.player, changedAt, profiledAt: changedAt });
    return { removed: rest, players: new Map([...back].toSorted(([a], [b]) => a - b)) };
  });
}

/** The commit that these steps make of a board: events and marks as the room engine would give them. */
export function commitOf(roomId: number, before: Board, steps: readonly Step[]): RoomCommit {
  const events: ScoreEvent[] = [];
  const archives: Archive[] = [];
  const marks = new Map<string, number>();
  let after = before;
  for (const step of steps) {
    const version = after.version + 1;
    switch (step.type) {
      case 'score': {
        const { player: id, by } = step.score;
        const player = playerOf(after, id);
        const total = player.score + step.score.delta;
        const scored = { ...player, score: total, changedAt: version, scoredAt: version };
        after = { ...after, version, players: new Map(after.players).set(id, scored) };
        const { generation } = after;
        events.push({ ...step.score, version, generation, score: total, at: T0 + version });
        if (by !== null) marks.set(by.clientId, by.id);
        break;
      }
      case 'reset': {
        archives.push(archiveOf(after));
        const players = Array.from(after.players.values(), (player): [number, BoardPlayer] => {
          return [player.id, { ...player, score: 0, changedAt: version, scoredAt: version }];
        });
        const generation = after.generation + 1;
        after = { ...after, version, generation, changedAt: version, players: new Map(players) };
        break;
      }
      case 'change':
        after = { ...after, ...step.change(after, version), version };
        break;
    }
  }
  const highest = Array.from(marks, ([client, id]): Mark => mark(client, id));
  const nothing = { undone: [], refusals: [], acts: [] };
  const at = T0 + after.version;
  return { roomId, before, after, events, ...nothing, marks: highest, archives, at };
}

export function mark(client: string, id: number, known: ClientIdentity | null = null): Mark {
  return { clientId: client, id, identity: known };
}

function archiveOf({ generation, version, players }: Board): Archive {
  const scored = Array.from(players.values(), ({ id, name, score: total }) => {
    return { id, name, score: total };
  });
  return { generation, endedAt: T0 + version, version, players: scored };
}

function playerOf(board: Board, id: number): BoardPlayer {
  const player = board.players.get(id);
  assert(player !== undefined, 'a test asks only for what can be');
  return player;
}

export async function createRoom(storage: RoomStorage, board: Board): Promise<number> {
  const hash = hostKeyHash(board.code);
  const roomId = await storage.create({ board, hostKeyHash: hash, createdAt: T0 });
  assert(roomId !== null, `code ${board.code} is free`);
  return roomId;
}

/** The events of a commit as they are found later, while none of them was taken back. */
export function kept(events: readonly ScoreEvent[]): KeptEvent[] {
  return events.map((event) => ({ ...event, undoneBy: null }));
}

/** A page of the score log, without who made what. */
export async function eventsOf(
  storage: RoomStorage,
  roomId: number,
  query: LogQuery,
): Promise<KeptEvent[]> {
  const entries = await storage.log(roomId, query);
  return entries.map((entry) => {
    const { identity: _, ...event } = entry;
    return event;
  });
}

/** All events of a room, the oldest first, read page by page. */
export async function allEvents(storage: RoomStorage, roomId: number): Promise<KeptEvent[]> {
  const events: KeptEvent[] = [];
  for (;;) {
    const before = events.at(-1)?.version;
    const page = await eventsOf(storage, roomId, { before, limit: 1_000 });
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
  return new Map(Array.from(board.players.values(), ({ id, score: total }) => [id, total]));
}
