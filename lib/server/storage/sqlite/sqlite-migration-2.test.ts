import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '#lib/protocol/settings.ts';
import { MIGRATIONS } from './sqlite-migrations.ts';
import { openDatabase } from './sqlite-open.ts';
import { openSqliteStorage, type OpenStorage } from './sqlite-storage.ts';
import { allEvents, clientId, hostKeyHash } from '../testing/storage-test-kit.ts';
import { tempDirectory } from '../testing/temp-directory.ts';

/** Written as the release before wrote it: two rooms, of which one has a past. */
const OLD_ROWS = `
  INSERT INTO rooms VALUES
    (4, 'AAAAAA', 'Été', 1700000000000, 9, 2, 5, 8, x'${hex(hostKeyHash('AAAAAA'))}', 1000, 2000),
    (7, 'CCCCCC', 'Other', 1700000000001, 1, 1, 1, 1, x'${hex(hostKeyHash('CCCCCC'))}', 1500, 1500);
  INSERT INTO players VALUES
    (4, 1, 'Ada', 7, 9, 1, NULL),
    (4, 2, 'Grace', 0, 5, 1, NULL),
    (4, 3, 'Linus', 40, 7, 1, 7),
    (4, 4, '', 0, 8, 8, 8);
  INSERT INTO clients VALUES (11, 4, '${clientId(1)}', 4, 2000);
  INSERT INTO score_events VALUES
    (4, 3, 1, 3, 30, 30, 11, 1, 1100),
    (4, 4, 1, 1, 2, 2, NULL, NULL, 1200),
    (4, 6, 2, 3, 10, 10, 11, 2, 1300),
    (4, 9, 2, 1, 7, 7, 11, 4, 1400);
  INSERT INTO verdicts VALUES (11, 1, 3, NULL), (11, 2, 6, NULL), (11, 3, NULL, 'score_limit'), (11, 4, 9, NULL);`;

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

let directory: Awaited<ReturnType<typeof tempDirectory>>;
let storage: OpenStorage;

beforeEach(async () => {
  directory = await tempDirectory();
  const file = join(directory.path, 'scoreroom.db');
  const old = openDatabase({ file, migrations: MIGRATIONS.slice(0, 1), now: 0 }).db;
  old.exec(OLD_ROWS);
  old.close();
  storage = await openSqliteStorage({ file });
});

afterEach(async () => {
  await storage.close();
  await directory[Symbol.asyncDispose]();
});

it('[SQ15] a board of the first version keeps its rules, players and scores', async () => {
  const profile = { colour: null, shape: null, claimedBy: null, isClaimBlocked: false };
  const ada = { id: 1, name: 'Ada', score: 7, changedAt: 9, scoredAt: 9 };
  const grace = { id: 2, name: 'Grace', score: 0, changedAt: 5, scoredAt: 5 };
  const gone = (
    id: number,
    name: string,
    score: number,
    at: number,
    profiledAt: number,
  ): unknown => {
    const versions = { changedAt: at, scoredAt: at, profiledAt };
    const player = { id, name, score, position: id, ...profile, ...versions };
    return { player, removedAt: at, merged: null };
  };
  expect(await storage.rooms.load('AAAAAA')).toEqual({
    roomId: 4,
    board: {
      code: 'AAAAAA',
      name: 'Été',
      epoch: 1_700_000_000_000,
      version: 9,
      generation: 2,
      nextPlayerId: 5,
      changedAt: 8,
      settings: DEFAULT_SETTINGS,
      players: new Map([
        [1, { ...ada, position: 1, ...profile, profiledAt: 1 }],
        [2, { ...grace, position: 2, ...profile, profiledAt: 1 }],
      ]),
      // What came before the reset does not come back with a player, and everybody is called something.
      removed: new Map([
        [3, gone(3, 'Linus', 10, 7, 1)],
        [4, gone(4, 'Player 4', 0, 8, 8)],
      ]),
    },
  });
  expect((await storage.rooms.load('CCCCCC'))?.roomId).toBe(7);
});

it('[SQ15] events, verdicts and marks of the first version are kept', async () => {
  const events = await allEvents(storage.rooms, 4);
  const by = (id: number): unknown => ({ clientId: clientId(1), id });
  const more = { kind: 'tap', about: null, reason: null, undoneBy: null };
  expect(events).toEqual([
    { version: 3, generation: 1, player: 3, delta: 30, score: 30, by: by(1), at: 1100, ...more },
    { version: 4, generation: 1, player: 1, delta: 2, score: 2, by: null, at: 1200, ...more },
    { version: 6, generation: 2, player: 3, delta: 10, score: 10, by: by(2), at: 1300, ...more },
    { version: 9, generation: 2, player: 1, delta: 7, score: 7, by: by(4), at: 1400, ...more },
  ]);
  expect(await storage.rooms.loadMark(4, clientId(1))).toBe(4);
  const outcomes = await storage.rooms.findOutcomes(4, clientId(1), 1, 9);
  expect(outcomes.map(({ kind }) => kind)).toEqual([
    'committed',
    'committed',
    'refused',
    'committed',
  ]);
  expect((await storage.rooms.findLastTap(4, clientId(1), null))?.version).toBe(9);
});

it('[SQ15] the host key of the first version opens its room as a link', async () => {
  const link = await storage.directory.findLink(hostKeyHash('AAAAAA'));
  expect(link).toMatchObject({ roomId: 4, role: 'host', label: 'Host key', createdAt: 1000 });
  expect(link).toMatchObject({ expiresAt: null, revokedAt: null, lastUsedAt: null });
  expect(await storage.directory.links(7)).toHaveLength(1);
});

it('[SQ15] rooms of the first version are listed and found by their names', async () => {
  const query = { order: 'players', descending: true, offset: 0, limit: 10 } as const;
  const { rooms } = await storage.directory.rooms(query);
  expect(rooms.map(({ code, players }) => [code, players])).toEqual([
    ['AAAAAA', 2],
    ['CCCCCC', 0],
  ]);
  expect(await storage.directory.rooms({ ...query, text: 'ÉTÉ' })).toMatchObject({ total: 1 });
});
