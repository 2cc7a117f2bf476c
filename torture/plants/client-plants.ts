import type { ServerPlant } from './plant.ts';

const STORE = 'lib/client/store';

export const CLIENT_PLANTS: readonly ServerPlant[] = [
  {
    name: 'outbox-emptied-before-the-verdict',
    what: 'A tap is forgotten when it is sent.',
    by: ['saved-lost'],
    when: { crashes: 24, kills: 2 },
    edits: [
      {
        module: `${STORE}/room-session.ts`,
        find: "connection.ask({ event: 'push', payload, schema: pushAckSchema, answered });",
        replace: `this.#outbox.remove(payload.clientId, payload.mutations.at(-1)?.id ?? 0).catch(() => undefined);
        connection.ask({ event: 'push', payload, schema: pushAckSchema, answered });`,
      },
    ],
  },
  {
    name: 'tabs-share-a-client',
    what: 'Two tabs of a browser number their taps under one name.',
    by: ['id-reused', 'acknowledged-lost'],
    when: { cuts: 4 },
    edits: [
      {
        module: `${STORE}/idb-outbox.ts`,
        find: 'clientId: newToken(), nextId: 1,',
        replace: "clientId: room.padEnd(22, '_'), nextId: 1,",
      },
      {
        module: `${STORE}/idb-outbox.ts`,
        find: '...numbered(taps, client.nextId).map((tap) => stores.taps.add(',
        replace: '...numbered(taps, client.nextId).map((tap) => stores.taps.put(',
      },
    ],
  },
  {
    name: 'acknowledged-taps-numbered-anew',
    what: 'A tap whose answer was lost is sent again under another number.',
    by: ['doubled'],
    when: { cuts: 12, kills: 2 },
    edits: [
      {
        module: `${STORE}/tap-queue.ts`,
        find: 'if (first !== undefined && first.id > lastId + 1) orphan = first.id;',
        replace: 'if (first !== undefined && first.id <= lastId) orphan = first.id;',
      },
    ],
  },
  {
    name: 'deaf-to-the-pulse',
    what: 'A page that has missed the last news never learns of it.',
    by: ['not-converged'],
    when: { cuts: 2 },
    edits: [
      {
        module: `${STORE}/catch-up.ts`,
        find: 'this.#target = Math.max(this.#target, version);',
        replace: 'if (version >= 0) return;\n    this.#target = Math.max(this.#target, version);',
      },
    ],
  },
  {
    name: 'gap-passed-over',
    what: 'A page applies a delta although it has missed the one before.',
    by: ['board-wrong', 'not-converged'],
    when: { lies: 24 },
    edits: [
      {
        module: 'lib/board/view.ts',
        find: "if (from > view.version) return { kind: 'gap' };",
        replace: "if (from > view.version + 1_000_000) return { kind: 'gap' };",
      },
    ],
  },
  {
    name: 'tap-shown-twice',
    what: 'A tap that the board holds already is shown on top of it.',
    by: ['board-wrong'],
    when: { cuts: 8 },
    edits: [
      {
        module: `${STORE}/tap-queue.ts`,
        find: 'lane.hiddenUpTo = lastId;',
        replace: 'lane.hiddenUpTo = 0;',
      },
      {
        module: `${STORE}/tap-queue.ts`,
        find: 'this.#settling = this.#settling.filter((settling) => settling.version > version);',
        replace:
          'this.#settling = this.#settling.filter((settling) => settling.version > version - 20);',
      },
    ],
  },
  {
    name: 'answer-taken-for-all',
    what: 'What was tapped while a push was under way is taken for settled with it.',
    by: ['saved-lost'],
    when: { cuts: 4 },
    edits: [
      {
        module: `${STORE}/tap-queue.ts`,
        find: 'const settledUpTo = Math.min(upTo, lastSent);',
        replace: 'const settledUpTo = Math.min(upTo, lastSent) + 1;',
      },
    ],
  },
  {
    name: 'older-news-shown',
    what: 'A page goes back to an earlier version.',
    by: ['went-back'],
    when: { lies: 24 },
    edits: [
      {
        module: `${STORE}/confirmed-view.ts`,
        find: "return outcome.kind === 'applied' ? outcome.view : view;",
        replace:
          "return outcome.kind === 'applied' ? outcome.view : { ...view, version: delta[1] };",
      },
    ],
  },
];
