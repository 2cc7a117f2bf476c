import type { NodePlant } from './plant.ts';

const CLUSTER = 'lib/server/cluster';
const ROOM = 'lib/server/room';
const POSTGRES = 'lib/server/storage/postgres';

/** Bugs that only show where several nodes serve a room. */
export const NODE_PLANTS: readonly NodePlant[] = [
  {
    name: 'marks-not-checked',
    what: 'A tap that was sent to two nodes counts on each.',
    by: ['doubled', 'mark'],
    when: { lies: 24, cuts: 8 },
    edits: [
      {
        module: `${POSTGRES}/commit-function.ts`,
        find: "IF is_stale THEN RETURN 'conflict'; END IF;",
        replace: '',
      },
      // The database would refuse the second one.
      {
        module: `${POSTGRES}/postgres-migrations.ts`,
        find: 'CREATE UNIQUE INDEX score_events_of_taps',
        replace: 'CREATE INDEX score_events_of_taps',
      },
    ],
  },
  {
    name: 'news-that-do-not-follow-on',
    what: 'A node takes over news although it has missed the ones before.',
    by: ['board-wrong', 'not-converged'],
    when: { redis: 5 },
    edits: [
      {
        module: `${ROOM}/room-news.ts`,
        find: 'if (from !== board.version || scores === null) return null;',
        replace: 'if (scores === null) return null;',
      },
    ],
  },
  {
    name: 'lookout-asleep',
    what: 'Without Redis a node never learns what the others have committed.',
    by: ['not-converged'],
    when: { redis: 1 },
    edits: [
      {
        module: `${CLUSTER}/lookout.ts`,
        find: 'this.#options.clock.after(LOOK_MS,',
        replace: 'this.#options.clock.after(LOOK_MS * 1_000_000,',
      },
    ],
  },
  {
    name: 'told-before-the-commit',
    what: 'Other nodes show what was never committed.',
    by: ['board-wrong', 'went-back', 'not-converged'],
    when: { postgres: 3 },
    edits: [
      {
        module: `${ROOM}/room.ts`,
        find: 'write: (batch) => storage.commit(batch.commit(this.roomId)),',
        replace: `write: (batch) => {
        if (batch.after !== batch.before) this.#options.news?.tell(this.code, newsOf(batch.before, batch.after));
        return storage.commit(batch.commit(this.roomId));
      },`,
      },
    ],
  },
  {
    name: 'lost-connection-taken-for-success',
    what: 'A tap is acknowledged although nobody knows whether its transaction was.',
    by: ['acknowledged-lost', 'act-lost'],
    when: { postgres: 5, kills: 1 },
    edits: [
      {
        module: `${POSTGRES}/postgres-rooms.ts`,
        find: `      await held.rollback();
      throw failureOf(error);`,
        replace: `      await held.rollback();
      if (error instanceof Error) return 'committed';
      throw failureOf(error);`,
      },
    ],
  },
];
