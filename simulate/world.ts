import { createBoard, type Board } from '#lib/board/board.ts';
import { assert } from '#lib/shared/assert.ts';
import { seededRandom, type SeededRandom } from '#lib/testing/seeded-random.ts';
import { SimClock } from './clock/sim-clock.ts';
import { Bus } from './cluster/bus.ts';
import { Database } from './cluster/database.ts';
import { Meters } from './cluster/meters.ts';
import { SimNode } from './cluster/sim-node.ts';
import { codeOf } from './crowd/codes.ts';
import { placeAtRandom, type Placement } from './crowd/crowd.ts';
import { Probe } from './crowd/probe.ts';
import type { Decided, Surroundings } from './crowd/surroundings.ts';
import { Tapper } from './crowd/tapper.ts';
import { INPUTS, type Inputs } from './inputs.ts';

export interface WorldOptions {
  readonly seed: number;
  /** People in each room. */
  readonly sizes: readonly number[];
  readonly nodes: number;
  readonly probes: number;
  /** Players on the board of a room with so many people. */
  readonly players: (people: number) => number;
  /** People of a room who tap, and how many taps per second they make together. */
  readonly tappers: (people: number) => number;
  readonly tapsPerSec: (people: number) => number;
  /** The share of taps of which it is noted when probes see them. */
  readonly sampled?: number;
  readonly inputs?: Partial<Inputs>;
  /** Whether all taps are handed on to the first node, which has no viewers: not what the product does, but what it could. */
  readonly hasDecider?: boolean;
}

/** Taps are remembered by how they were seen: on the node that decided them, or on another. */
export interface Latencies {
  readonly same: number[];
  readonly other: number[];
  readonly acknowledged: number[];
}

const EPOCH = 1;

/** Everything there is in a run: a crowd, nodes, the database and the bus, on one clock and one source of chance. */
export class World implements Surroundings {
  readonly clock = new SimClock();
  readonly meters = new Meters();
  readonly random: SeededRandom;
  readonly inputs: Inputs;
  readonly placement: Placement;
  readonly database: Database;
  readonly bus: Bus;
  readonly nodes: SimNode[];
  readonly probes: Probe[] = [];
  readonly tapsPerSec: number;
  latencies: Latencies = { same: [], other: [], acknowledged: [] };
  /** When each of those came back who had lost their node. */
  readonly returnedAt: number[] = [];
  /** When nodes read rooms from the database to serve them. */
  readonly loadedAt: number[] = [];
  readonly #options: WorldOptions;
  /** Taps per second of this room and all before it. */
  readonly #rates: Float64Array;
  readonly #tappers = new Map<string, Tapper>();
  readonly #probesOf = new Map<number, Probe[]>();
  readonly #firstBoards = new Map<number, Board>();
  /** What the boards must come to: taps by player, of each room. */
  readonly #expected = new Map<number, number[]>();
  #isTapping = true;

  constructor(options: WorldOptions) {
    const { seed, sizes, nodes } = options;
    this.#options = options;
    this.random = seededRandom(seed);
    this.inputs = { ...INPUTS, ...options.inputs };
    this.placement = placeAtRandom(sizes, { nodes, from: this.#firstWithViewers }, this.random);
    const { clock, inputs, meters } = this;
    const firstBoard = (room: number) => this.firstBoard(room);
    this.database = new Database({ clock, inputs, meters, firstBoard });
    this.bus = new Bus(clock, inputs, meters);
    this.nodes = Array.from({ length: nodes }, (_, index) => this.#createNode(index));
    this.#rates = new Float64Array(sizes.length);
    let total = 0;
    for (const [room, size] of sizes.entries()) {
      total += options.tapsPerSec(size);
      this.#rates[room] = total;
    }
    this.tapsPerSec = total;
    for (let count = 0; count < options.probes; count += 1) this.#addProbe();
    this.#nextTap();
  }

  get rooms(): number {
    return this.#options.sizes.length;
  }

  get tappers(): Iterable<Tapper> {
    return this.#tappers.values();
  }

  /** Taps that nobody has had a verdict of yet. */
  get backlog(): number {
    let waiting = 0;
    for (const tapper of this.tappers) waiting += tapper.waiting;
    return waiting;
  }

  /** Every room begins like this. It is made when somebody asks, so that quiet rooms take no memory. */
  firstBoard(room: number): Board {
    let board = this.#firstBoards.get(room);
    if (board === undefined) {
      board = this.#createBoard(room);
      this.#firstBoards.set(room, board);
    }
    return board;
  }

  #createBoard(room: number): Board {
    const players = this.#playersOf(room);
    const names = Array.from({ length: players }, (_, index) => `Player ${index + 1}`);
    return createBoard({ code: codeOf(room), name: `Room ${room}`, epoch: EPOCH, players: names });
  }

  /** The node that a load balancer sends the next one to: of two by chance the one with fewer connections. */
  balance(): SimNode | null {
    const open = this.nodes.filter((node) => node.isOpen);
    if (open.length === 0) return null;
    const [one, other] = [this.random.pick(open), this.random.pick(open)];
    const connections = (node: SimNode) => this.placement.connections[node.index] ?? 0;
    return connections(one) <= connections(other) ? one : other;
  }

  /** A new server in the place of one that has gone. */
  replace(index: number): SimNode {
    const node = this.#createNode(index);
    this.nodes[index] = node;
    return node;
  }

  stopTapping(): void {
    this.#isTapping = false;
  }

  decided(room: number, decided: Decided): void {
    const probes = this.#probesOf.get(room);
    if (probes === undefined || !this.random.chance(this.#options.sampled ?? 1)) return;
    for (const probe of probes) probe.expect(decided);
  }

  seen({ at, node }: Decided, by: SimNode | null): void {
    const { same, other } = this.latencies;
    (by === node ? same : other).push(this.clock.monotonic() - at);
  }

  acknowledged(latencyMs: number): void {
    this.latencies.acknowledged.push(latencyMs);
  }

  returned(at: number): void {
    this.returnedAt.push(at);
  }

  /** Throws where a tap is lost or doubled, or where somebody looks at another board than the one that is kept. */
  assertInvariants(): void {
    assert(this.backlog === 0, 'every tap has had its verdict');
    for (const [room, expected] of this.#expected) {
      const { players } = this.database.boardOf(room);
      for (const [index, count] of expected.entries()) {
        const score = players.get(index + 1)?.score;
        assert(
          score === count,
          `room ${room}, player ${index + 1}: ${score} of ${count} taps count`,
        );
      }
    }
    for (const [room, { board }] of this.database.touched()) {
      const taps = this.#expected.get(room)?.reduce((sum, count) => sum + count, 0) ?? 0;
      assert(board.version === 1 + taps, `room ${room} has one version for each tap`);
    }
    for (const probe of this.probes) {
      assert(probe.node !== null, 'everybody is back');
      const board = this.database.boardOf(probe.room);
      assert(probe.shows(board), `a probe shows what room ${probe.room} came to`);
    }
  }

  get #firstWithViewers(): number {
    return this.#options.hasDecider === true ? 1 : 0;
  }

  #createNode(index: number): SimNode {
    const { clock, inputs, meters, database, bus, placement } = this;
    const node = new SimNode({
      index,
      clock,
      inputs,
      meters,
      database,
      bus,
      placement,
      random: () => this.random.random(),
      firstBoard: (room) => this.firstBoard(room),
      loads: () => void this.loadedAt.push(clock.monotonic()),
    });
    bus.subscribe(node);
    return node;
  }

  #playersOf(room: number): number {
    return this.#options.players(this.#options.sizes[room] ?? 0);
  }

  /** Everybody is as likely to be one, so that large rooms have more of them. */
  #addProbe(): void {
    const room = this.#roomAt(this.random.random() * this.tapsPerSec);
    const person = this.random.below(this.placement.people(room));
    const index = this.placement.nodeOf(room, person);
    const node = this.nodes[index];
    assert(node !== undefined, 'a person is on a node');
    const probe = new Probe(this, room, node);
    this.placement.add(room, index, 1);
    this.probes.push(probe);
    const others = this.#probesOf.get(room);
    if (others === undefined) this.#probesOf.set(room, [probe]);
    else others.push(probe);
  }

  /** Taps come by chance and do not wait for each other. */
  #nextTap(): void {
    const delayMs = (-Math.log(1 - this.random.random()) / this.tapsPerSec) * 1_000;
    this.clock.after(delayMs, () => {
      if (!this.#isTapping) return;
      this.#tap();
      this.#nextTap();
    });
  }

  #tap(): void {
    const room = this.#roomAt(this.random.random() * this.tapsPerSec);
    const players = this.#playersOf(room);
    const player = this.random.below(players);
    let expected = this.#expected.get(room);
    if (expected === undefined) {
      expected = Array.from({ length: players }, () => 0);
      this.#expected.set(room, expected);
    }
    expected[player] = (expected[player] ?? 0) + 1;
    this.meters.taps += 1;
    this.#tapperOf(room).tap(player + 1);
  }

  #tapperOf(room: number): Tapper {
    const people = this.#options.sizes[room] ?? 0;
    const tappers = Math.max(1, Math.min(people, this.#options.tappers(people)));
    const index = this.random.below(tappers);
    const clientId = `${room}-${index}`;
    let tapper = this.#tappers.get(clientId);
    if (tapper === undefined) {
      const node = this.#nodeOfTapper(room, (index + 0.5) / tappers);
      tapper = new Tapper(this, { room, clientId, node });
      this.#tappers.set(clientId, tapper);
    }
    return tapper;
  }

  /** Those who tap are spread evenly over those who are in the room: `place` is below 1. */
  #nodeOfTapper(room: number, place: number): SimNode {
    const people = this.placement.people(room);
    const index = this.placement.nodeOf(room, Math.floor(place * people));
    const isHere = people > 0;
    const { hasDecider = false } = this.#options;
    const node = isHere ? this.nodes[hasDecider ? 0 : index] : this.balance();
    assert(node !== null && node !== undefined, 'there is a node for whoever taps');
    if (!isHere) {
      // All others have just lost their node: somebody new has come.
      node.arrives(room);
      this.placement.add(room, node.index, 1);
    }
    return node;
  }

  #roomAt(rate: number): number {
    let [low, high] = [0, this.#rates.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#rates[middle] ?? 0) > rate) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
