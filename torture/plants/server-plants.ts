import type { Edit, ServerPlant } from './plant.ts';

const ROOM = 'lib/server/room';
const SQLITE = 'lib/server/storage/sqlite';

/** The storage refuses a second verdict, and so does its table; for a bug to get that far, both must not. */
const VERDICTS_GIVE_WAY: readonly Edit[] = [
  {
    module: `${SQLITE}/sqlite-writes.ts`,
    find: `'INSERT INTO verdicts (client`,
    replace: `'INSERT OR REPLACE INTO verdicts (client`,
  },
  {
    module: `${SQLITE}/sqlite-clients.ts`,
    find: 'if (mutationId <= client.lastId) throw alreadyDecided(mutationId);',
    replace: '',
  },
  {
    module: `${SQLITE}/sqlite-clients.ts`,
    find: 'if (mutationId <= (lastBefore.get(row) ?? lastId)) throw alreadyDecided(mutationId);',
    replace: '',
  },
];

export const SERVER_PLANTS: readonly ServerPlant[] = [
  {
    name: 'no-dedupe',
    what: 'A tap that is sent again counts again.',
    by: ['doubled', 'mark'],
    when: { lies: 8, cuts: 4 },
    edits: [
      {
        module: `${ROOM}/batch.ts`,
        find: 'if (tap.id <= last) return',
        replace: 'if (tap.id <= last && tap.id < 0) return',
      },
      ...VERDICTS_GIVE_WAY,
    ],
  },
  {
    name: 'acknowledge-before-commit',
    what: 'A tap or an action is acknowledged, and lost with the server.',
    by: ['acknowledged-lost', 'act-lost'],
    when: { kills: 8 },
    edits: [
      {
        module: `${ROOM}/commit-queue.ts`,
        find: 'if (batch.isEmpty || (await write(batch))',
        replace: `for (const settle of settlements) this.#guard(settle);
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (batch.isEmpty || (await write(batch))`,
      },
      {
        module: `${ROOM}/commit-queue.ts`,
        find: 'committed(batch);\n          for (const settle of settlements) this.#guard(settle);',
        replace: 'committed(batch);',
      },
    ],
  },
  {
    name: 'broadcast-before-commit',
    what: 'Everyone sees a version that is gone after a crash, and another one under its number.',
    by: ['board-wrong', 'went-back'],
    when: { kills: 8 },
    edits: [
      {
        module: `${ROOM}/commit-queue.ts`,
        find: 'if (batch.isEmpty || (await write(batch))',
        replace:
          'committed(batch); this.#guard(() => publish(batch));\n        if (batch.isEmpty || (await write(batch))',
      },
    ],
  },
  {
    name: 'forgotten-marks',
    what: 'After a restart the server does not know what it has counted.',
    by: ['doubled', 'mark'],
    when: { kills: 4 },
    edits: [
      {
        module: `${SQLITE}/sqlite-reads.ts`,
        find: 'mark.get(roomId, clientId)?.last_id ?? 0',
        replace: 'Math.max(0, (mark.get(roomId, clientId)?.last_id ?? 0) - 3)',
      },
      ...VERDICTS_GIVE_WAY,
    ],
  },
  {
    name: 'mark-not-in-the-transaction',
    what: 'A mark is written a moment after the events that it stands for.',
    by: ['mark', 'doubled'],
    when: { kills: 6 },
    edits: [
      {
        module: `${SQLITE}/sqlite-clients.ts`,
        find: 'const updated = update.run(client.lastId, client.lastTap, seenAt, client.row);',
        replace: `const { lastId, lastTap, row } = client;
          setTimeout(() => { if (!db.isTransaction) update.run(lastId, lastTap, seenAt, row); }, 40);
          const updated = 1;`,
      },
      ...VERDICTS_GIVE_WAY,
    ],
  },
  {
    name: 'ok-after-a-failed-commit',
    what: 'The disk is full, and taps are acknowledged all the same.',
    by: ['acknowledged-lost', 'act-lost'],
    when: { disks: 6 },
    edits: [
      {
        module: `${SQLITE}/group-commit.ts`,
        find: 'for (const { reject } of group) reject(error);',
        replace:
          "for (const { resolve, reject } of group) { if (Math.random() < 2) resolve({ type: 'committed' } as Outcome); else reject(error); }",
      },
    ],
  },
  {
    name: 'dropped-delta',
    what: 'Now and then the room is not told.',
    by: ['stream-gap'],
    when: { cuts: 4 },
    edits: [
      {
        module: `${ROOM}/fan-out.ts`,
        find: 'this.#options.send(delta);',
        replace: 'if (Math.random() > 0.1) this.#options.send(delta);',
      },
    ],
  },
  {
    name: 'stale-snapshot',
    what: 'Whoever comes in sees the board as it was some time ago, as if it were now.',
    by: ['board-wrong'],
    when: { cuts: 8 },
    edits: [
      {
        module: `${ROOM}/catch-up.ts`,
        find: 'return { epoch: board.epoch, snapshot: snapshotOf(board) };',
        replace: `const kept = (globalThis as { kept?: Map<string, Snapshot> }).kept ??= new Map<string, Snapshot>();
  const stale = kept.get(board.code) ?? snapshotOf(board);
  kept.set(board.code, snapshotOf(board));
  return { epoch: board.epoch, snapshot: { ...stale, version: board.version } };`,
      },
    ],
  },
  {
    name: 'reset-leak',
    what: 'A tap that was made before a reset counts after it.',
    by: ['stale-counted'],
    when: { cuts: 12 },
    edits: [
      {
        module: `${ROOM}/batch.ts`,
        find: "return 'stale_generation';",
        replace: "return draft.generation < 0 ? 'stale_generation' : null;",
      },
    ],
  },
  {
    name: 'dedupe-per-connection',
    what: 'A push that arrives on another connection counts once more.',
    by: ['doubled', 'phantom'],
    when: { lies: 12 },
    edits: [
      {
        module: 'lib/server/socket/connection.ts',
        find: 'room.push(visit.actor, clientId, mutations,',
        replace: `const isOwn = clientId === this.#seated().clientId;
    room.push(visit.actor, isOwn ? clientId : String(performance.now()), isOwn ? mutations : mutations.map((one, index) => ({ ...one, id: index + 1 })),`,
      },
    ],
  },
  {
    name: 'action-counts-twice',
    what: 'An undo or a reset that is sent again is done again.',
    by: ['act-doubled', 'mark', 'refused-counted'],
    when: { lies: 24 },
    edits: [
      {
        module: `${ROOM}/batch.ts`,
        find: "if (mark >= ask.by.id || this.#marks.has(ask.by.clientId)) return { kind: 'earlier' };",
        replace: '',
      },
      ...VERDICTS_GIVE_WAY,
    ],
  },
  {
    name: 'refused-counts',
    what: 'A tap is refused to its sender, and counts.',
    by: ['refused-counted', 'phantom'],
    when: { cuts: 4 },
    edits: [
      {
        module: `${ROOM}/verdict.ts`,
        find: "return { id: decision.id, kind: 'committed', event: decision.event };",
        replace:
          "return decision.id % 50 === 7 ? { id: decision.id, kind: 'refused', reason: 'not_allowed' } : { id: decision.id, kind: 'committed', event: decision.event };",
      },
    ],
  },
  {
    name: 'score-beside-its-events',
    what: 'A score is kept that its events do not add up to.',
    by: ['score'],
    when: { kills: 2 },
    edits: [
      {
        module: `${SQLITE}/sqlite-writes.ts`,
        find: 'expectOne(updateScore.run(roomId, ...values),',
        replace:
          'expectOne(updateScore.run(roomId, (values[0] ?? 0) - (Math.random() < 0.2 ? 1 : 0), ...values.slice(1)),',
      },
    ],
  },
];
