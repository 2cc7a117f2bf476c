import type { Board } from '#lib/board/board.ts';
import { catchUp, type CatchUp, type Position } from '#lib/server/room/catch-up.ts';
import type { Room, RoomOptions } from '#lib/server/room/room.ts';
import { RoomRegistry } from '#lib/server/room/room-registry.ts';
import type { RoomCommit } from '#lib/server/storage/room-storage.ts';
import type { Delta } from '#lib/protocol/messages.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { codeOf, roomOf } from '../crowd/codes.ts';
import type { Placement } from '../crowd/crowd.ts';
import type { SimClock } from '../clock/sim-clock.ts';
import type { Inputs } from '../inputs.ts';
import type { Bus } from './bus.ts';
import { Cpu } from './cpu.ts';
import type { Database } from './database.ts';
import { frameBytes } from './frame-bytes.ts';
import type { Meters } from './meters.ts';
import { NodeStorage } from './node-storage.ts';
import { RoomCopy, type RoomNews } from './remote-news.ts';

/** A client that is looked at one by one, on this node. */
export interface Viewer {
  delta(delta: Delta, leavesAfterMs: number): void;
}

export interface SimNodeOptions {
  readonly index: number;
  readonly clock: SimClock;
  readonly inputs: Inputs;
  readonly meters: Meters;
  readonly database: Database;
  readonly bus: Bus;
  readonly placement: Placement;
  readonly random: () => number;
  readonly firstBoard: (room: number) => Board;
  /** Hears of each room that it reads to serve it. */
  readonly loads: () => void;
}

/** Nobody leaves a room in a run for so long that it would be let go of. */
const IDLE_MS = 60_000;
/** A poll asks for a little more than what has changed since the last one: what was committed then was still on its way. */
const OVERLAP_MS = 100;

/** One server of many: its core, its copies of rooms, and the engine that decides in them. */
export class SimNode {
  readonly index: number;
  readonly cpu: Cpu;
  readonly storage: NodeStorage;
  readonly #options: SimNodeOptions;
  readonly #registry: RoomRegistry;
  readonly #roomOptions: RoomOptions;
  readonly #copies = new Map<number, RoomCopy>();
  readonly #viewers = new Map<number, Set<Viewer>>();
  /** Rooms that nobody here looked at when the run began: the node has to read them. */
  readonly #unread = new Set<number>();
  #isUp = true;
  #isDraining = false;
  #polledTo = 0;
  /** Bytes to clients so far. */
  sentBytes = 0;

  constructor(options: SimNodeOptions) {
    const { clock, inputs, meters, database, placement } = options;
    this.#options = options;
    this.index = options.index;
    this.cpu = new Cpu(clock);
    this.storage = new NodeStorage({
      database,
      inputs,
      meters,
      known: (room) => this.#known(room),
      onCore: (costUs, job) => this.onCore(costUs, job),
      loads: options.loads,
      committed: (room, commit) => this.#committed(room, commit),
    });
    const coreClock: Clock = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      after: (delayMs, callback) => clock.after(delayMs, () => this.onCore(0, callback)),
    };
    this.#roomOptions = {
      storage: this.storage,
      clock: coreClock,
      deltaIntervalMs: 0,
      audience: {
        delta: (code) => this.#decided(roomOf(code)),
        snapshot: () => undefined,
        announce: () => undefined,
        claims: () => undefined,
      },
      onBug: (error) => {
        throw error;
      },
    };
    this.#registry = new RoomRegistry({ ...this.#roomOptions, idleMs: IDLE_MS });
    this.#nextPoll(placement.nodes === 0 ? 0 : this.index / placement.nodes);
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Whether new connections are sent here. */
  get isOpen(): boolean {
    return this.#isUp && !this.#isDraining;
  }

  serves(room: number): boolean {
    return this.#options.placement.count(room, this.index) > 0;
  }

  /** Rooms of which it knows more than that they are there. */
  get copies(): number {
    return this.#copies.size;
  }

  drain(): void {
    this.#isDraining = true;
  }

  /** Gone without a word: nothing that it has under way is heard of again. */
  kill(): void {
    this.#isUp = false;
    for (const copy of this.#copies.values()) copy.close();
  }

  /** Does something when the core is free, if the node still lives then. */
  onCore(costUs: number, job: () => void): void {
    if (!this.#isUp) return;
    this.cpu.run(costUs, () => {
      if (this.#isUp) job();
    });
  }

  /** What its viewers have been told last. */
  told(room: number): number {
    return this.#copies.get(room)?.told ?? this.#options.firstBoard(room).version;
  }

  watch(room: number, viewer: Viewer): void {
    const viewers = this.#viewers.get(room);
    if (viewers === undefined) this.#viewers.set(room, new Set([viewer]));
    else viewers.add(viewer);
  }

  unwatch(room: number, viewer: Viewer): void {
    this.#viewers.get(room)?.delete(viewer);
  }

  /** Somebody comes whose room may be new to this node. Before they are counted among those who are here. */
  arrives(room: number): void {
    if (!this.serves(room) && !this.#copies.has(room)) this.#unread.add(room);
  }

  /** The engine's room, as fresh as this node's copy. */
  async room(room: number): Promise<Room> {
    const copy = this.#copies.get(room);
    const open = copy?.refresh(this.#roomOptions) ?? null;
    if (open !== null) return open;
    const lease = await this.#registry.acquire(codeOf(room));
    if (lease === null) throw new Error('no such room');
    this.#unread.delete(room);
    const known = this.#copy(room, lease.room.board);
    if (known.room === null) known.open(lease.room);
    known.take(lease.room.board);
    return known.room ?? lease.room;
  }

  /** What somebody gets who comes in: the room must be open. */
  catchUp(room: number, position: Position): CatchUp {
    return catchUp(this.#copy(room, null).latest, position);
  }

  /** News of another node. */
  hear(news: RoomNews): void {
    this.onCore(this.#options.inputs.hearUs, () => this.#take(news.room, news.board));
  }

  #take(room: number, board: Board): boolean {
    // A room that is being read for the first time will be read as it is by then, or soon polled.
    return !this.#unread.has(room) && this.#copy(room, null).take(board);
  }

  #known(room: number): Board | null {
    return this.#unread.has(room) ? null : this.#copy(room, null).latest;
  }

  #copy(room: number, board: Board | null): RoomCopy {
    let copy = this.#copies.get(room);
    if (copy === undefined) {
      const { inputs, firstBoard } = this.#options;
      copy = new RoomCopy(board ?? firstBoard(room), {
        clock: this.#roomOptions.clock,
        intervalMs: inputs.deltaIntervalMs,
        send: (delta) => this.#send(room, delta),
      });
      this.#copies.set(room, copy);
    }
    return copy;
  }

  /** The engine has committed, or read what others had. */
  #decided(room: number): void {
    const copy = this.#copies.get(room);
    const board = copy?.room?.board;
    if (board !== undefined) copy?.take(board);
  }

  #committed(room: number, commit: RoomCommit): void {
    const { bus, inputs } = this.#options;
    const { before, after, events } = commit;
    if (after === before) return;
    this.cpu.charge(inputs.publishUs);
    const scores = Math.min(events.length, after.players.size);
    bus.publish(this, { room, from: before.version, to: after.version, board: after, scores });
  }

  #send(room: number, delta: Delta): void {
    const { inputs, meters, placement, random } = this.#options;
    const viewers = placement.count(room, this.index);
    const payload = frameBytes(delta, inputs);
    const costUs = viewers * (inputs.frameUs + (payload / 1_000) * inputs.frameKbUs);
    const waitsMs = this.cpu.backlogMs;
    this.cpu.charge(inputs.encodeUs + costUs);
    meters.frames += viewers;
    meters.frameBytes += viewers * payload;
    this.sentBytes += viewers * payload;
    const seen = this.#viewers.get(room);
    if (seen === undefined) return;
    // Each viewer has its place in the row of those who are written to.
    for (const viewer of seen) viewer.delta(delta, waitsMs + (random() * costUs) / 1_000);
  }

  #nextPoll(phase: number): void {
    const { clock, inputs } = this.#options;
    clock.after(inputs.pollIntervalMs * (phase === 0 ? 1 : phase), () => {
      if (!this.#isUp) return;
      this.#poll();
      this.#nextPoll(0);
    });
  }

  /** Asks where the rooms stand that it serves, and takes what it has missed. */
  #poll(): void {
    const { clock, inputs, meters, database, placement } = this.#options;
    const rows = placement.rooms[this.index] ?? 0;
    meters.databaseReads += 1;
    meters.rowsPolled += rows;
    const from = this.#polledTo;
    const to = clock.monotonic();
    database.query({
      costUs: inputs.readUs + rows * inputs.polledRowUs,
      isWrite: false,
      execute: () => Promise.resolve(this.#missed(from)),
      answered: (missed) => {
        this.#polledTo = to;
        const costUs = inputs.queryUs + rows * inputs.comparedRowUs;
        this.onCore(costUs, () => this.#takePolled(missed));
      },
      // The next one asks for the same again.
      failed: () => undefined,
    });
  }

  #missed(from: number): ReadonlyMap<number, Board> {
    const { database } = this.#options;
    const missed = new Map<number, Board>();
    for (const room of database.changedSince(from - OVERLAP_MS)) {
      if (!this.serves(room)) continue;
      const board = database.boardOf(room);
      const known = this.#known(room);
      if (known !== null && known.version < board.version) missed.set(room, board);
    }
    return missed;
  }

  #takePolled(missed: ReadonlyMap<number, Board>): void {
    const { inputs, meters } = this.#options;
    for (const [room, board] of missed) {
      if (!this.#take(room, board)) continue;
      meters.polledNews += 1;
      meters.rowsRead += 1;
      this.cpu.charge(inputs.hearUs);
    }
  }
}
