import { beforeEach, expect, it } from 'vitest';
import { HOST } from '#lib/testing/actors.ts';
import { settle } from '#lib/testing/fake-clock.ts';
import { seededRandom } from '#lib/testing/seeded-random.ts';
import { RoomRig } from './testing/room-rig.ts';

const ADA = 1;
const GRACE = 2;

let rig: RoomRig;

beforeEach(async () => {
  rig = await new RoomRig().create();
});

it('[RG1] a reset keeps the scores that it ends, in the same commit', async () => {
  await rig.tap(ADA, 5);
  const commits = rig.storage.commits.length;
  expect(await rig.act({ type: 'reset' })).toMatchObject({ generation: 2, version: 3 });
  expect(rig.storage.commits.length).toBe(commits + 1);
  const archive = {
    generation: 1,
    endedAt: rig.clock.now(),
    version: 2,
    players: [
      { id: ADA, name: 'Ada', score: 5 },
      { id: GRACE, name: 'Grace', score: 0 },
    ],
  };
  expect(await rig.storage.archives(rig.room.roomId)).toEqual([archive]);
  expect(rig.scores).toEqual([0, 0]);
});

it('[RG3] a generation comes back as a new one, and what it replaces is kept', async () => {
  await rig.tap(ADA, 5);
  await rig.act({ type: 'reset' });
  await rig.tap(GRACE, 7);
  const restore = { type: 'restore-generation', generation: 1 } as const;
  expect(await rig.act(restore)).toMatchObject({ generation: 3 });
  expect(rig.scores).toEqual([5, 0]);
  const archives = await rig.storage.archives(rig.room.roomId);
  expect(archives.map(({ generation }) => generation)).toEqual([2, 1]);
  const log = await rig.storage.log(rig.room.roomId, { limit: 1 });
  expect(log).toMatchObject([{ kind: 'restore', generation: 3, player: ADA, delta: 5 }]);

  for (const generation of [3, 4]) {
    expect(await rig.refusal({ type: 'restore-generation', generation })).toBe(
      'unknown_generation',
    );
  }
});

it('[RG3] also one that the same commit ended', async () => {
  await rig.tap(ADA, 5);
  const restore = { type: 'restore-generation', generation: 1 } as const;
  const answers = [rig.refusal({ type: 'reset' }), rig.refusal(restore)];
  expect(await Promise.all(answers)).toEqual(['done', 'done']);
  expect([rig.scores, rig.room.board.generation]).toEqual([[5, 0], 3]);
});

it('[RG5] one player starts over, and that is taken back', async () => {
  await rig.tap(ADA, 5);
  await rig.tap(GRACE, 1);
  const { version, generation } = await rig.act({ type: 'reset-player', player: ADA });
  expect([rig.scores, generation]).toEqual([[0, 1], 1]);
  await rig.act({ type: 'undo', event: version });
  expect(rig.scores).toEqual([5, 1]);
});

it('[RG2] a reset that races with 1,000 taps counts each on its side of it', async () => {
  const before = Array.from({ length: 1_000 }, (_, index) =>
    rig.push(`c${index}`, { id: 1, generation: 1, player: ADA, delta: 1 }),
  );
  // A thousand marks are being loaded; the reset comes into the queue among them.
  const reset = Promise.resolve().then(() => rig.act({ type: 'reset' }));
  const pushed = await Promise.all(before);
  await reset;
  const kinds = pushed.map(({ verdicts }) => verdicts.map((one) => one.kind).join());
  const counted = kinds.filter((kind) => kind === 'committed').length;
  expect(counted + kinds.filter((kind) => kind === 'refused').length).toBe(1_000);
  const [archive] = await rig.storage.archives(rig.room.roomId);
  expect(archive?.players[0]?.score).toBe(counted);
  expect(rig.score(ADA)).toBe(0);
});

it('[RG2] 10,000 resets that race with taps let none of an old generation count, nor go unanswered', async () => {
  const random = seededRandom(20_260_101);
  const clients = Array.from({ length: 8 }, (_, index) => ({ id: `client-${index}`, last: 0 }));
  let answered = 0;
  let committed = 0;
  let stale = 0;
  let asked = 0;
  let resets = 0;
  const work: Promise<unknown>[] = [];

  const tap = (): void => {
    const client = random.pick(clients);
    client.last += 1;
    asked += 1;
    // As if all resets were through, or what somebody saw before the last one or two.
    const generation = Math.max(1, resets + 1 - random.below(3));
    const mutation = { id: client.last, generation, player: 1 + random.below(2), delta: 1 };
    rig.room.push(HOST, client.id, [mutation], (outcome) => {
      if (!outcome.ok) throw outcome.error;
      const [verdict] = outcome.value.verdicts;
      answered += 1;
      if (verdict?.kind === 'committed') committed += 1;
      else if (verdict?.kind === 'refused' && verdict.reason === 'stale_generation') stale += 1;
    });
  };
  const reset = (): void => {
    resets += 1;
    work.push(rig.act({ type: 'reset' }, HOST, random.chance(0.2) ? { key: `k${resets}` } : {}));
  };

  for (const { id } of clients) await rig.room.mark(id);
  while (resets < 10_000) {
    for (let steps = 1 + random.below(40); steps > 0; steps -= 1) {
      if (random.chance(0.5) && resets < 10_000) reset();
      else tap();
    }
    if (random.chance(0.3)) await settle();
    else await Promise.resolve();
  }
  await Promise.all(work);
  await rig.room.settled();

  expect(answered).toBe(asked);
  expect(committed + stale).toBe(asked);
  expect(Math.min(committed, stale)).toBeGreaterThan(1_000);
  expect(rig.room.board.generation).toBe(10_001);

  // Each ended generation holds exactly the taps that were made in it.
  const sums = new Map<string, number>();
  let total = 0;
  for (const { events } of rig.storage.commits) {
    for (const { generation, player, delta } of events) {
      const key = `${generation}/${player}`;
      sums.set(key, (sums.get(key) ?? 0) + delta);
      total += delta;
    }
  }
  expect(total).toBe(committed);
  const wrong = (await rig.storage.archives(rig.room.roomId)).flatMap(({ generation, players }) =>
    players.filter(({ id, score }) => score !== (sums.get(`${generation}/${id}`) ?? 0)),
  );
  expect(wrong).toEqual([]);
});
