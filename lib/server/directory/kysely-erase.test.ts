import { readFileSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Board } from '#lib/board/board.ts';
import {
  addPlayer,
  allEvents,
  clientId,
  commitOf,
  createRoom,
  hostKeyHash,
  mark,
  removePlayer,
  reset,
  score,
  T0,
  tap,
  testBoard,
} from '../storage/testing/storage-test-kit.ts';
import type { Directory } from './directory.ts';
import { openDirectoryPlace, type SqliteDirectoryPlace } from './testing/directory-place.ts';

let place: SqliteDirectoryPlace;
let directory: Directory;

beforeEach(async () => {
  place = await openDirectoryPlace();
  ({ directory } = place.store);
});

afterEach(() => place.remove());

/** A room in which everything that there can be says `word`. */
async function fullRoom(code: string, word: string, taps: number): Promise<[number, Board]> {
  const { rooms } = place.store;
  let board = testBoard(code, [`${word} Ada`, `${word} Grace`, `${word} Linus`]);
  board = { ...board, name: `${word} night` };
  const roomId = await createRoom(rooms, board);
  const identity = { device: word, deviceName: word, role: 'host', label: word } as const;
  for (let id = 1; id <= taps; id += 100) {
    const steps = Array.from({ length: 100 }, (_, index) =>
      tap(1, 1, { clientId: clientId(roomId), id: id + index }),
    );
    const commit = commitOf(roomId, board, steps);
    await rooms.commit({ ...commit, marks: [mark(clientId(roomId), id + 99, identity)] });
    board = commit.after;
  }
  const steps = [
    score('set', { player: 2, delta: 3, reason: word }),
    addPlayer(word),
    removePlayer(3),
    reset,
  ];
  const commit = commitOf(roomId, board, steps);
  const by = { clientId: clientId(90 + roomId), id: 1 };
  await rooms.commit({ ...commit, refusals: [{ by, kind: 'score_limit' }] });
  const hash = hostKeyHash(`${code} link`);
  const link = { roomId, role: 'host', label: word, keyHash: hash, expiresAt: null } as const;
  const made = await directory.createLink({ ...link, createdAt: T0 }, 9);
  await directory.grant(word, made?.id ?? 0, T0);
  await directory.visit(roomId, { device: word, name: word, at: T0, hasPin: false });
  await directory.setPin(roomId, word === 'Precious' ? '1234' : '80808080');
  const entry = { at: T0, roomId, code: null, by: 'host', who: word, action: 'act' } as const;
  await directory.record({ ...entry, detail: { names: [word] } });
  return [roomId, commit.after];
}

const ROOM_TABLES = [
  'rooms',
  'players',
  'clients',
  'score_events',
  'verdicts',
  'links',
  'archives',
  'grants',
  'visitors',
];

/** How many rows each table has, in the file that nobody has open. */
function rowCounts(file: string): Record<string, number> {
  const db = new DatabaseSync(file, { readOnly: true });
  const counts = ROOM_TABLES.map((table): [string, number] => {
    const row = db.prepare(`SELECT count(*) AS count FROM ${table}`).get();
    return [table, Number(row?.['count'])];
  });
  db.close();
  return Object.fromEntries(counts);
}

it('[DY5] an erased room leaves no row and no byte, and others keep all that is theirs', async () => {
  const [kept, keptBoard] = await fullRoom('AAAAAA', 'Precious', 200);
  await place.store.close();
  const before = rowCounts(place.file);
  expect(Object.values(before)).not.toContain(0);
  await place.reopen();
  ({ directory } = place.store);

  const [erased] = await fullRoom('CCCCCC', 'Confidential', 12_000);
  await directory.setDeleted(erased, T0);
  await directory.erase(erased);
  expect(await directory.doors(erased)).toBeNull();
  expect(await directory.findLink(hostKeyHash('CCCCCC'))).toBeNull();
  expect(await allEvents(place.store.rooms, erased)).toEqual([]);
  // Asking twice is nothing, and neither is asking for a room that never was.
  await directory.erase(erased);
  await directory.erase(404);
  expect(statSync(`${place.file}-wal`).size).toBe(0);

  await place.store.close();
  expect(rowCounts(place.file)).toEqual(before);
  // Only now: to open the file beside the storage would cost it its lock.
  const bytes = readFileSync(place.file);
  const words = ['Confidential', 'confidential', '80808080', 'CCCCCC', clientId(erased)];
  expect(words.filter((word) => bytes.includes(word))).toEqual([]);
  expect(bytes.includes('Precious night')).toBe(true);

  await place.reopen();
  ({ directory } = place.store);
  expect((await place.store.rooms.load('AAAAAA'))?.board).toEqual(keptBoard);
  expect(await directory.visitor(kept, 'Precious')).not.toBeNull();
  expect(await place.room('CCCCCC')).toBeGreaterThan(erased);
}, 60_000);

it('[DY21] the record of an erased room tells what was done, and nothing of its people', async () => {
  const erased = await place.room('AAAAAA');
  const kept = await place.room('CCCCCC');
  const entry = { at: T0, by: 'host', who: 'Confidential, Safari', action: 'set-score' } as const;
  const detail = { reason: 'Confidential reason', player: 1 };
  for (const [roomId, code] of [
    [erased, 'AAAAAA'],
    [kept, 'CCCCCC'],
  ] as const)
    await directory.record({ ...entry, roomId, code, detail });
  await directory.erase(erased);
  const [other, gone] = await directory.audit({ limit: 9 });
  expect(other).toMatchObject({ roomId: kept, who: entry.who, detail });
  expect(gone).toMatchObject({ ...entry, code: 'AAAAAA', who: null, detail: {} });
  const found = await directory.audit({ limit: 9, text: 'aaaaaa SET-score' });
  expect(found).toHaveLength(1);
  expect(await directory.audit({ limit: 9, text: 'confidential' })).toEqual([other]);
});

it('[DY6] an erasure lets others write in between, and the room is nowhere meanwhile', async () => {
  const [erased, board] = await fullRoom('AAAAAA', 'Long', 12_000);
  const otherBoard = testBoard('CCCCCC');
  const other = await createRoom(place.store.rooms, otherBoard);
  const order: string[] = [];
  const erasing = directory.erase(erased).then(() => order.push('erased'));
  const asked = [
    place.store.rooms.commit(commitOf(other, otherBoard, [tap(1, 1)])),
    place.store.rooms.commit(commitOf(erased, board, [tap(1, 1)])),
  ];
  expect(await Promise.all(asked)).toEqual(['committed', 'conflict']);
  expect(await directory.doors(erased)).toBeNull();
  expect(await place.store.rooms.load('AAAAAA')).toBeNull();
  const list = { order: 'code', descending: false, deleted: true, offset: 0, limit: 9 } as const;
  expect(await directory.rooms(list)).toEqual({ rooms: [], total: 0 });
  order.push('others');
  await erasing;
  expect(order).toEqual(['others', 'erased']);
});

it('[DY6] an erasure that was cut short goes on at the next try', async () => {
  const [erased] = await fullRoom('AAAAAA', 'Long', 12_000);
  const cut = directory.erase(erased).catch((error: unknown) => error);
  await place.store.close();
  expect(await cut).toBeInstanceOf(Error);
  await place.reopen();
  ({ directory } = place.store);
  expect(await directory.doorsByCode('AAAAAA')).toBeNull();
  expect(await place.store.rooms.load('AAAAAA')).toBeNull();
  const long = { deletedBefore: 0, idleSince: 0, limit: 9 };
  const [found, ...others] = await directory.expired(long);
  expect(found).toMatchObject({ roomId: erased, pin: null });
  expect(others).toEqual([]);
  await directory.setDeleted(erased, null);
  expect(await directory.doors(erased)).toBeNull();
  await directory.erase(erased);
  expect(await directory.expired(long)).toEqual([]);
  expect(await place.room('AAAAAA')).toBeGreaterThan(erased);
});
