import { describe, expect, it } from 'vitest';
import type { Actor } from '#lib/board/actor.ts';
import { createBoard } from '#lib/board/board.ts';
import { snapshotOf } from '#lib/board/diff.ts';
import { shown } from '#lib/board/testing/shown.ts';
import { applyDelta, viewOf, type BoardView } from '#lib/board/view.ts';
import type { Action } from '#lib/protocol/actions.ts';
import { toWireError, type ScoreroomError } from '#lib/protocol/errors.ts';
import type { Delta, Mutation } from '#lib/protocol/messages.ts';
import { ROLES } from '#lib/protocol/roles.ts';
import { SCORING_POLICIES, TIE_RULES } from '#lib/protocol/settings.ts';
import { actor, HOST } from '#lib/testing/actors.ts';
import { controlStorage, type ControlledStorage } from '#lib/testing/controlled-storage.ts';
import { FakeClock, settle } from '#lib/testing/fake-clock.ts';
import { seededRandom, type SeededRandom } from '#lib/testing/seeded-random.ts';
import type { Result } from '#lib/shared/result.ts';
import { createMemoryStorage, MemoryDisk } from '../storage/memory-storage.ts';
import { clientOfKey } from './client-of-key.ts';
import { Room } from './room.ts';
import type { PushVerdicts, Verdict } from './verdict.ts';

const CODE = 'CCCCCC';
const PLAYERS = 4;

/** An action of any kind about whatever there is, or is not. */
function drawnAction(random: SeededRandom, room: Room | null): Action {
  const board = room?.board;
  const player = 1 + random.below(board?.nextPlayerId ?? PLAYERS);
  const event = Math.max(1, (board?.version ?? 1) - random.below(12));
  const names = ['Ada', 'Grace', 'Linus', 'Ken', 'Barbara', 'Tony'];
  const make: (() => Action)[] = [
    () => ({ type: 'undo', event }),
    () => ({ type: 'undo', event, reason: 'A mistake' }),
    () => ({ type: 'redo', event }),
    () => ({ type: 'redo', event }),
    () => ({ type: 'undo-own' }),
    () => ({ type: 'undo-own' }),
    () => ({ type: 'set-score', player, score: random.below(20) - 5 }),
    () => ({ type: 'merge-players', player, into: 1 + random.below(PLAYERS) }),
    () => ({ type: 'remove-player', player }),
    () => ({ type: 'restore-player', player }),
    () => ({ type: 'restore-player', player }),
    () => ({ type: 'add-players', names: [random.pick(names)] }),
    () => ({ type: 'take-part', name: random.pick(names) }),
    () => ({ type: 'claim-player', player }),
    () => ({ type: 'release-player', player }),
    () => ({ type: 'block-claim', player, blocked: random.chance(0.2) }),
    () => ({ type: 'reset' }),
    () => ({ type: 'reset-player', player }),
    () => ({ type: 'restore-generation', generation: 1 + random.below(board?.generation ?? 1) }),
    () => ({ type: 'order-players', players: [player] }),
    () => ({ type: 'change-player', player, name: random.pick(names) }),
    () => ({
      type: 'change-settings',
      settings: {
        // Mostly open, so that most of what is tapped counts.
        scoring: random.chance(0.7) ? 'anyone' : random.pick(SCORING_POLICIES),
        ties: random.pick(TIE_RULES),
        floor: random.chance(0.3),
        scoringLocked: random.chance(0.1),
        selfJoin: random.chance(0.7),
      },
    }),
  ];
  return random.pick(make)();
}

/** An action under a key, asked for until it is answered. */
interface Asked {
  readonly key: string;
  readonly action: Action;
  readonly by: Actor;
  readonly clientId: string;
  /** Null while no answer came to the last try. */
  answer: 'done' | 'refused' | null;
  tries: number;
}

/** A client with a queue: taps, pushes what waits, and pushes again whatever it never heard the verdict of. */
class SimulatedClient {
  readonly clientId: string;
  readonly actor: Actor;
  readonly invoked: Mutation[] = [];
  readonly verdicts = new Map<number, Verdict['kind']>();
  view: BoardView | null = null;
  #waiting: Mutation[] = [];

  constructor(index: number) {
    this.clientId = `client-${index}`;
    // The last two are tabs of one device.
    const role = ROLES[index % ROLES.length] ?? 'participant';
    this.actor = actor(index > 4 ? 'participant' : role, `device-${Math.min(index, 5)}`);
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
  readonly clients = Array.from({ length: 7 }, (_, index) => new SimulatedClient(index));
  storage: ControlledStorage = controlStorage(createMemoryStorage(this.disk));
  room: Room | null = null;
  readonly asked: Asked[] = [];
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
        announce: () => {},
        claims: () => {},
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
    room.push(client.actor, client.clientId, mutations, hear);
    if (isLossy && random.chance(0.1)) room.push(client.actor, client.clientId, mutations, hear);
  }

  /** Half of the actions are the host's, who may do most. */
  act(action: Action, client: SimulatedClient): void {
    const by = this.random.chance(0.5) ? HOST : client.actor;
    const key = `key-${this.asked.length}`;
    const asked: Asked = { key, action, by, clientId: client.clientId, answer: null, tries: 0 };
    this.asked.push(asked);
    this.ask(asked, true);
  }

  /** What was not answered is asked for again; so is, now and then, what was. */
  actAgain(): void {
    if (this.asked.length > 0) this.ask(this.random.pick(this.asked), true);
  }

  ask(asked: Asked, isLossy: boolean): void {
    const { life, random } = this;
    const isAnswerLost = isLossy && random.chance(0.3);
    const { key, action, by, clientId } = asked;
    asked.tries += 1;
    const { tries } = asked;
    // A refusal spends no key: asked for again, the same may be done. What was done stays done.
    if (asked.answer === 'refused') asked.answer = null;
    const hear = (answer: 'done' | 'refused') => {
      if (life !== this.life || isAnswerLost) return;
      if (asked.answer === 'done') expect([key, answer]).toEqual([key, 'done']);
      if (answer === 'done' || tries === asked.tries) asked.answer = answer;
    };
    this.room?.act(by, action, { key, clientId }).then(
      () => hear('done'),
      (error: unknown) => {
        const { kind, retryable } = toWireError(error);
        // Somebody who may not do it any more is told so, and not what became of it.
        if (!retryable && kind !== 'not_allowed') hear('refused');
      },
    );
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
    if (dice < 0.3) client.tap(random);
    else if (dice < 0.55) this.push(client, true);
    else if (dice < 0.62) this.catchUp(client);
    else if (dice < 0.77) this.act(drawnAction(random, this.room), client);
    else if (dice < 0.8) this.actAgain();
    else if (dice < 0.86) await this.clock.advanceAsync(random.below(120));
    else if (dice < 0.9) this.storage.next(random.pick(['fail-before', 'fail-after']));
    else if (dice < 0.91) this.storage.failingLoads = random.below(3);
    else if (dice < 0.93) this.storage.hold();
    else if (dice < 0.96) this.storage.release();
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
    // What was never answered is asked for once more: it is not done twice.
    for (const asked of this.asked) if (asked.answer === null) this.ask(asked, false);
    await this.clock.advanceAsync(60);
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
  const events = await storage.log(room.roomId, { limit: 1000 });
  const taps = events.filter(({ kind }) => kind === 'tap');
  const counted = taps.map(({ by }) => `${by?.clientId}/${by?.id}`);
  expect(new Set(counted).size, 'each at most once').toBe(counted.length);
  for (const client of clients) {
    expect(client.waiting, 'everyone heard every verdict').toEqual([]);
    const acknowledged = client.invoked.filter(({ id }) => client.verdicts.get(id) !== 'refused');
    const own = taps.filter(({ by }) => by?.clientId === client.clientId);
    expect(
      own.map(({ by }) => by?.id).toSorted((a = 0, b = 0) => a - b),
      'acknowledged = applied',
    ).toEqual(acknowledged.map(({ id }) => id));
    if (client.view === null) throw new Error('no view');
    const latest = viewOf(snapshotOf(room.board));
    expect(shown(client.view), 'everyone sees the same').toEqual(shown(latest));
  }

  for (const asked of world.asked) {
    const { key, answer, action } = asked;
    const clientId = clientOfKey(key, asked.by);
    const kept = await storage.findOutcomes(room.roomId, clientId, 1, 9);
    const kinds = kept.map(({ kind }) => kind);
    const explained = { done: [['acted']], refused: [[]], nothing: [[], ['acted']] };
    expect(explained[answer ?? 'nothing'], 'what was answered is kept').toContainEqual(kinds);
    const made = events.filter(({ by }) => by?.clientId === clientId).map(({ kind }) => kind);
    expect(new Set(made).size, 'one kind of event for each action').toBeLessThanOrEqual(1);
    const most = SINGLE.includes(action.type) ? 1 : room.board.nextPlayerId;
    expect(made.length, 'each action once').toBeLessThanOrEqual(most);
  }

  const { players, removed, generation: latest } = room.board;
  const gone = Array.from(removed.values(), ({ player }) => player);
  for (const player of [...players.values(), ...gone]) {
    const sum = events
      .filter(({ generation, player: id }) => generation === latest && id === player.id)
      .reduce((total, { delta }) => total + delta, 0);
    expect(player.score, 'a score is the sum of its events').toBe(sum);
  }
  // Taken back and made to count again in turn: the last one says whether an event counts.
  for (const { version, undoneBy } of events) {
    const about = events.find((event) => event.about === version);
    expect(undoneBy, 'an event knows whether it counts').toBe(
      about?.kind === 'undo' ? about.version : null,
    );
  }
}

/** Actions that make one event. */
const SINGLE: readonly string[] = ['undo', 'redo', 'undo-own', 'set-score', 'reset-player'];

describe('a room under a lossy link, failing commits and crashes', () => {
  const first = Number(process.env['FUZZ_SEED'] ?? 1);
  const count = Number(process.env['FUZZ_RUNS'] ?? 60);
  for (let seed = first; seed < first + count; seed += 1) {
    it(`[RM1] [RM3] [RC1] [RC3] [RG4] counts every tap and action exactly once (seed ${seed})`, () =>
      check(seed));
  }
});
