import { describe, expect, it } from 'vitest';
import { createBoard } from '#lib/board/board.ts';
import { snapshotOf } from '#lib/board/diff.ts';
import { applyDelta, viewOf, type BoardView } from '#lib/board/view.ts';
import type { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Delta, Mutation } from '#lib/protocol/messages.ts';
import { controlStorage, type ControlledStorage } from '#lib/testing/controlled-storage.ts';
import { FakeClock, settle } from '#lib/testing/fake-clock.ts';
import { seededRandom, type SeededRandom } from '#lib/testing/seeded-random.ts';
import type { Result } from '#lib/shared/result.ts';
import { createMemoryStorage, MemoryDisk } from '../storage/memory-storage.ts';
import { Room } from './room.ts';
import type { PushVerdicts, Verdict } from './verdict.ts';

const CODE = 'CCCCCC';
const PLAYERS = 4;

/** A client with a queue: taps, pushes what waits, and pushes again whatever it never heard the verdict of. */
class SimulatedClient {
  readonly clientId: string;
  readonly invoked: Mutation[] = [];
  readonly verdicts = new Map<number, Verdict['kind']>();
  view: BoardView | null = null;
  #waiting: Mutation[] = [];

  constructor(index: number) {
    this.clientId = `client-${index}`;
  }

  get waiting(): readonly Mutation[] {
    return this.#waiting;
  }

  tap(random: SeededRandom): void {
    const mutation = {
      id: this.invoked.length + 1,
      type: 'score' as const,
      generation: this.view?.generation ?? 1,
      player: 1 + random.below(PLAYERS + 1),
      delta: random.pick([-5, -1, 1, 1, 2, 10]),
    };
    this.invoked.push(mutation);
    this.#waiting.push(mutation);
  }

  /** The acknowledgement arrived. */
  hear({ verdicts }: PushVerdicts): void {
    for (const { id, kind } of verdicts) {
      const before = this.verdicts.get(id);
      if (before !== undefined && (before === 'refused') !== (kind === 'refused')) {
        throw new Error(`mutation ${id} of ${this.clientId} was ${before}, then ${kind}`);
      }
      this.verdicts.set(id, before ?? kind);
    }
    this.#waiting = this.#waiting.filter(({ id }) => !this.verdicts.has(id));
  }

  see(delta: Delta): void {
    if (this.view === null) return;
    const outcome = applyDelta(this.view, delta);
    if (outcome.kind === 'applied') this.move(outcome.view);
  }

  move(view: BoardView): void {
    if (this.view !== null && view.epoch === this.view.epoch && view.version < this.view.version) {
      throw new Error(`${this.clientId} went back from ${this.view.version} to ${view.version}`);
    }
    this.view = view;
  }
}

class World {
  readonly random: SeededRandom;
  readonly clock = new FakeClock();
  readonly disk = new MemoryDisk();
  readonly clients = Array.from({ length: 5 }, (_, index) => new SimulatedClient(index));
  storage: ControlledStorage = controlStorage(createMemoryStorage(this.disk));
  room: Room | null = null;
  /** Counts server lives: what belongs to an earlier one never arrives. */
  life = 0;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  async start(): Promise<void> {
    const names = Array.from({ length: PLAYERS }, (_, index) => `Player ${index}`);
    const board = createBoard({ code: CODE, name: 'Fuzz', epoch: 5, players: names });
    await this.storage.create({ board, hostKeyHash: new Uint8Array(32), createdAt: 0 });
    await this.boot();
  }

  async boot(): Promise<void> {
    const stored = await this.storage.load(CODE);
    if (stored === null) throw new Error('the room is gone');
    const life = this.life;
    this.room = new Room(stored, {
      storage: this.storage,
      clock: this.clock,
      deltaIntervalMs: 50,
      audience: {
        delta: (_, delta) => {
          if (life !== this.life) return;
          for (const client of this.clients) if (!this.random.chance(0.2)) client.see(delta);
        },
        snapshot: () => {},
      },
      onBug: (error) => {
        throw error;
      },
    });
  }

  /** kill -9: what was not committed is gone, and so is every answer under way. */
  async crash(): Promise<void> {
    this.life += 1;
    const dead = this.storage;
    this.room?.close();
    this.room = null;
    // The dead server's storage may still finish what it had begun, as a disk does.
    dead.release();
    await settle();
    this.storage = controlStorage(createMemoryStorage(this.disk));
    await this.boot();
  }

  push(client: SimulatedClient, isLossy: boolean): void {
    const { room, life, random } = this;
    const count = 1 + random.below(4);
    const mutations = client.waiting.slice(0, count);
    if (room === null || mutations.length === 0) return;
    if (isLossy && random.chance(0.1)) return;
    const isAnswerLost = isLossy && random.chance(0.2);
    const hear = (outcome: Result<PushVerdicts, ScoreroomError>) => {
      if (life !== this.life || isAnswerLost) return;
      if (outcome.ok) client.hear(outcome.value);
      else expect(outcome.error.wire.retryable).toBe(true);
    };
    room.push(client.clientId, mutations, hear);
    if (isLossy && random.chance(0.1)) room.push(client.clientId, mutations, hear);
  }

  catchUp(client: SimulatedClient): void {
    if (this.room === null) return;
    const { view } = client;
    const position = view === null ? {} : { epoch: view.epoch, version: view.version };
    let answer: ReturnType<Room['catchUp']>;
    try {
      answer = this.room.catchUp(position);
    } catch (error) {
      // The room does not know its board for now, and says so.
      expect(error).toMatchObject({ wire: { retryable: true } });
      return;
    }
    if ('snapshot' in answer) client.move(viewOf(answer.snapshot));
    else client.see(answer.delta);
  }

  async step(): Promise<void> {
    const { random } = this;
    const client = random.pick(this.clients);
    const dice = random.random();
    if (dice < 0.4) client.tap(random);
    else if (dice < 0.7) this.push(client, true);
    else if (dice < 0.8) this.catchUp(client);
    else if (dice < 0.86) await this.clock.advanceAsync(random.below(120));
    else if (dice < 0.9) this.storage.next(random.pick(['fail-before', 'fail-after']));
    else if (dice < 0.91) this.storage.failingLoads = random.below(3);
    else if (dice < 0.93) this.storage.hold();
    else if (dice < 0.96) this.storage.release();
    else if (dice < 0.97) this.room?.change({ type: 'reset' }).catch(() => {});
    else if (dice < 0.98) await this.crash();
    else await settle();
  }

  /** All faults are over: everyone hears everything. */
  async heal(): Promise<void> {
    await this.crash();
    for (
      let round = 0;
      round < 1000 && this.clients.some(({ waiting }) => waiting.length > 0);
      round += 1
    ) {
      for (const client of this.clients) this.push(client, false);
      await this.clock.advanceAsync(60);
    }
    for (const client of this.clients) this.catchUp(client);
  }
}

async function check(seed: number): Promise<void> {
  const world = new World(seed);
  await world.start();
  for (let steps = 0; steps < 250; steps += 1) await world.step();
  await world.heal();

  const { room, storage, clients } = world;
  if (room === null) throw new Error('no room');
  const events = await storage.history(room.roomId, { limit: 1000 });
  const applied = events.map(({ by }) => `${by?.clientId}/${by?.id}`);
  expect(new Set(applied).size, 'each at most once').toBe(applied.length);
  for (const client of clients) {
    expect(client.waiting, 'everyone heard every verdict').toEqual([]);
    const counted = client.invoked.filter(({ id }) => client.verdicts.get(id) !== 'refused');
    const own = events.filter(({ by }) => by?.clientId === client.clientId);
    expect(
      own.map(({ by }) => by?.id).toSorted((a = 0, b = 0) => a - b),
      'acknowledged = applied',
    ).toEqual(counted.map(({ id }) => id));
    expect(client.view, 'everyone sees the same').toEqual(viewOf(snapshotOf(room.board)));
  }
  for (const player of room.board.players.values()) {
    const sum = events
      .filter(
        ({ generation, player: id }) => generation === room.board.generation && id === player.id,
      )
      .reduce((total, { delta }) => total + delta, 0);
    expect(player.score, 'a score is the sum of its events').toBe(sum);
  }
}

describe('a room under a lossy link, failing commits and crashes', () => {
  const first = Number(process.env['FUZZ_SEED'] ?? 1);
  const count = Number(process.env['FUZZ_RUNS'] ?? 60);
  for (let seed = first; seed < first + count; seed += 1) {
    it(`[RM1] [RM3] [RC1] [RC3] counts every tap exactly once (seed ${seed})`, () => check(seed));
  }
});
