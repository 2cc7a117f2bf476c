import type { Actor } from '#lib/board/actor.ts';
import type { Board } from '#lib/board/board.ts';
import { deltaSince, snapshotOf } from '#lib/board/diff.ts';
import type { Action } from '#lib/protocol/actions.ts';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Delta, Snapshot } from '#lib/protocol/messages.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { err } from '#lib/shared/result.ts';
import type { RoomStorage, StoredRoom } from '../storage/room-storage.ts';
import { ActRequest, type Acted } from './act-request.ts';
import { Batch, type Tap } from './batch.ts';
import { catchUp, type CatchUp, type Position } from './catch-up.ts';
import { clientOfKey, newKey } from './client-of-key.ts';
import { CommitQueue } from './commit-queue.ts';
import { FanOut } from './fan-out.ts';
import { KeptBoard } from './kept-board.ts';
import { Marks } from './marks.ts';
import { MoveRequest } from './move-request.ts';
import { PushRequest } from './push-request.ts';
import { RemoteNews } from './remote-news.ts';
import { NOTHING, type Desk, type Settle } from './request.ts';
import { isAt, newsOf, type NewsBus, type RoomNews, type RoomPosition } from './room-news.ts';
import { TapRate } from './tap-rate.ts';
import type { PushVerdicts, Verdict } from './verdict.ts';

export type { Acted } from './act-request.ts';

/** Mutations that may wait for their commit in one room; more than this are sent back to wait where they came from. */
const MAX_QUEUED_TAPS = 20_000;

/** Everyone who looks at a room. Delivery is local and never waits. */
export interface Audience {
  delta(code: string, delta: Delta): void;
  snapshot(code: string, snapshot: Snapshot): void;
  /** Words of the host, for every screen. */
  announce(code: string, text: string): void;
  /** Who plays as whom may have changed. */
  claims(code: string, board: Board): void;
}

/** Counts what rooms do. It hears of batches and of pushes, never of a single tap. */
export interface RoomObserver {
  /** So many taps more count. */
  counted(taps: number): void;
  /** A push was told its verdicts. */
  answered(verdicts: readonly Verdict[]): void;
}

export interface RoomOptions {
  readonly storage: RoomStorage;
  readonly clock: Clock;
  readonly audience: Audience;
  readonly deltaIntervalMs: number;
  /** To and from other nodes that serve rooms of the same storage; left out where there are none. */
  readonly news?: NewsBus | undefined;
  /** Hears of bugs in those who listen: they must not stop the room. */
  readonly onBug: (error: unknown) => void;
  /** @default nobody counts */
  readonly observer?: RoomObserver | undefined;
}

export type Welcome = CatchUp & { readonly lastId: number };

/** @param missed what the room was told since the board of the welcome, where that was taken earlier: to be told next */
type Enter = (welcome: Welcome, missed: Delta | null) => void;

export interface ActOptions {
  /** The idempotency key: with the same one the action counts once, however often it is asked for. */
  readonly key?: string | undefined;
  /** The client that asks, for `undo-own`; without it only its device is known. */
  readonly clientId?: string | undefined;
}

type PushArguments = [
  actor: Actor,
  clientId: string,
  taps: readonly Tap[],
  settle: Settle<PushVerdicts>,
];

/**
 * The authoritative instance of one scoreboard. `SPEC.md` holds its rules.
 *
 * Maintained invariants: `board` is what the storage has committed, never more; one commit is under way at a time;
 * verdicts, deltas and versions follow the commit that they speak of.
 */
export class Room {
  readonly code: string;
  readonly roomId: number;
  readonly #options: RoomOptions;
  readonly #kept: KeptBoard;
  readonly #marks: Marks;
  readonly #fanOut: FanOut;
  readonly #queue: CommitQueue;
  readonly #desk: Desk;
  readonly #rate: TapRate;
  readonly #remote = new RemoteNews();
  #isLookingSoon = false;
  readonly #stopFollowing: (() => void) | undefined;
  #queuedTaps = 0;
  /** Requests on their way into the queue, and the commits themselves. */
  readonly #underWay = new Set<Promise<void>>();
  #isLeaving = false;

  constructor({ roomId, board }: StoredRoom, options: RoomOptions) {
    const { storage, clock, audience, news } = options;
    this.code = board.code;
    this.roomId = roomId;
    this.#options = options;
    this.#rate = new TapRate(clock);
    this.#fanOut = new FanOut(board, {
      clock,
      intervalMs: options.deltaIntervalMs,
      send: (delta) => audience.delta(this.code, delta),
    });
    const track = (work: Promise<void>) => this.#track(work);
    const reloaded = (...[now, isOther]: [Board, boolean]) => this.#reloaded(now, isOther);
    this.#kept = new KeptBoard(board, { roomId, storage, clock, track, reloaded });
    this.#marks = new Marks({
      load: (clientId) => storage.loadMark(roomId, clientId),
      loadMany: (clientIds) => storage.loadMarks(roomId, clientIds),
      isHeld: () => this.#queue.isCommitting,
    });
    this.#queue = this.#createQueue();
    this.#desk = {
      roomId,
      storage,
      marks: this.#marks,
      version: () => this.board.version,
      generation: () => this.board.generation,
      enqueue: (request) => this.#queue.enqueue(request),
      track,
    };
    this.#stopFollowing = news?.follow(this.code, {
      hear: (told) => this.#hear(told),
      hearAnnouncement: (text) => audience.announce(this.code, text),
    });
  }

  get board(): Board {
    return this.#kept.latest;
  }

  /** Whether it takes nothing more; whoever wants the room has to ask for it again. */
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /** Taps that counted, over the last few seconds. */
  get tapsPerSecond(): number {
    return this.#rate.perSecond;
  }

  /** Whether nothing is under way, so that the room may leave memory. */
  get isIdle(): boolean {
    return this.#underWay.size === 0 && !this.#fanOut.isPending && !this.#kept.isStale;
  }

  catchUp(position: Position): CatchUp {
    return catchUp(this.#kept.known, position);
  }

  /** The whole board, for someone who only reads. Throws where it is not known for now. */
  snapshot(): Snapshot {
    return snapshotOf(this.#kept.known);
  }

  /** What a client gets as it comes in: the board, and the mark up to which the board includes its mutations. */
  async welcome(clientId: string, position: Position, enter: Enter): Promise<void> {
    if (this.#options.news !== undefined) return this.#welcomeAmongNodes(clientId, position, enter);
    const loaded = await this.#marks.get(clientId);
    // In one go with `enter`, so that no delta slips in between the board and the first news.
    enter({ ...this.catchUp(position), lastId: this.#marks.known(clientId) ?? loaded }, null);
  }

  /**
   * The client may have come from another node, which has moved its mark: so the storage is asked, and after the board was
   * taken, so that the board holds nothing that the mark does not tell of.
   */
  async #welcomeAmongNodes(...[clientId, position, enter]: Parameters<Room['welcome']>) {
    for (;;) {
      const taken = this.catchUp(position);
      const { epoch, version } = this.board;
      const lastId = await this.#marks.load(clientId);
      if (this.board.epoch !== epoch) continue;
      const hasMoved = this.board.version > version;
      enter({ ...taken, lastId }, hasMoved ? deltaSince(this.board, version) : null);
      return;
    }
  }

  /** Where the storage was seen to stand: other nodes may have committed, and their news may be lost. */
  hearOf(position: RoomPosition): void {
    this.#remote.hearOf(position, this.board);
    this.#look();
  }

  /** The client's committed high-water mark. */
  mark(clientId: string): Promise<number> {
    return this.#marks.get(clientId);
  }

  /** Asks for a client's mutations, in the order of their ids and without gaps among them. */
  push(...[actor, clientId, taps, settle]: PushArguments): void {
    const refusal = this.#refusalOf(taps.length);
    if (refusal !== null) {
      settle(err(refusal));
      return;
    }
    this.#queuedTaps += taps.length;
    const settled: Settle<PushVerdicts> = (outcome) => {
      this.#queuedTaps -= taps.length;
      settle(outcome);
      if (outcome.ok) this.#options.observer?.answered(outcome.value.verdicts);
    };
    new PushRequest(this.#desk, { actor, clientId, taps, settle: settled }).prepare();
  }

  /** Does what is no tap, as far as the actor may. Rejects with why not. */
  act(actor: Actor, action: Action, { key, clientId }: ActOptions = {}): Promise<Acted> {
    const by = { clientId: clientOfKey(key ?? newKey(), actor), id: 1 };
    const ask = { actor, action, by, isKeyed: key !== undefined, lane: clientId ?? null };
    return this.#ask((settle) => new ActRequest(this.#desk, ask, settle).prepare());
  }

  /** Has the claims of a device follow it to its new id. */
  moveDevice(from: string, to: string): Promise<void> {
    return this.#ask((settle) => this.#queue.enqueue(new MoveRequest({ from, to }, settle)));
  }

  /** Waits until nothing is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.race(this.#underWay);
  }

  /** Refuses what comes from now on, and waits until nothing is under way. */
  async leave(): Promise<void> {
    this.#isLeaving = true;
    await this.settled();
  }

  close(): void {
    this.#stopFollowing?.();
    this.#kept.close();
    this.#fanOut.close();
  }

  #ask<T>(enqueue: (settle: Settle<T>) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const refusal = this.#refusalOf(0);
      if (refusal !== null) {
        reject(refusal);
        return;
      }
      enqueue((outcome) => {
        if (outcome.ok) resolve(outcome.value);
        else reject(outcome.error);
      });
    });
  }

  /** Why so many taps more cannot be taken now. */
  #refusalOf(taps: number): ScoreroomError | null {
    if (this.#isLeaving) return new ScoreroomError('room_not_found');
    if (this.#queuedTaps + taps <= MAX_QUEUED_TAPS) return null;
    return new ScoreroomError('rate_limited', { message: 'The room is busy.', retryAfterMs: 500 });
  }

  #createQueue(): CommitQueue {
    const { storage, clock, onBug } = this.#options;
    const isKnown = (clientId: string, actor: Actor) => this.#marks.isKnown(clientId, actor);
    return new CommitQueue({
      onBug,
      reload: async (batch) => {
        const clientIds = Array.from(batch.marks(), ([clientId]) => clientId);
        await Promise.all([this.#kept.reload(), this.#marks.reload(clientIds)]);
      },
      settled: () => this.#look(),
      track: (work) => this.#track(work),
      turn: () => storage.turn(this.roomId),
      begin: async ({ position }) => {
        this.#isLookingSoon = false;
        this.#followNews();
        const isMissed = position === null ? this.#remote.isBehind : !isAt(this.board, position);
        if (this.#kept.isStale) this.#marks.clear();
        if (this.#kept.isStale || isMissed) await this.#kept.reload();
        return new Batch(this.board, { at: clock.now(), isKnown });
      },
      write: (batch) => storage.commit(batch.commit(this.roomId)),
      committed: (batch) => {
        this.#kept.committed(batch.after);
        for (const [clientId, id, actor] of batch.marks()) {
          this.#marks.committed(clientId, id, actor);
        }
        this.#rate.add(batch.taps);
        this.#options.observer?.counted(batch.taps);
      },
      publish: (batch) => this.#publish(batch),
      recover: () => {
        this.#marks.clear();
        return this.#kept.recover();
      },
    });
  }

  #publish(batch: Batch): void {
    const { audience, news } = this.#options;
    if (batch.after !== batch.before) news?.tell(this.code, newsOf(batch.before, batch.after));
    this.#fanOut.publish(this.board);
    for (const text of batch.announcements) {
      audience.announce(this.code, text);
      news?.announce(this.code, text);
    }
    if (batch.hasMovedClaims) audience.claims(this.code, this.board);
  }

  #hear(news: RoomNews): void {
    this.#remote.hear(news);
    this.#look();
  }

  /** Follows what other nodes have told, once no batch counts on the board as it is. */
  #look(): void {
    if (this.#queue.isDeciding || this.#isLeaving) return;
    this.#followNews();
    if (!this.#remote.isBehind || this.#isLookingSoon) return;
    // In its turn, like everything that moves the board.
    this.#isLookingSoon = true;
    this.#queue.enqueue(NOTHING);
  }

  #followNews(): void {
    const board = this.#remote.follow(this.board);
    if (board === this.board) return;
    this.#kept.committed(board);
    this.#fanOut.publish(board);
  }

  /** The storage held something else than was thought: of what is in it nothing was told. */
  #reloaded(board: Board, isOtherEpoch: boolean): void {
    this.#remote.caughtUp();
    const { audience } = this.#options;
    if (isOtherEpoch) {
      // Of another history, in which fewer mutations may have had their verdict.
      this.#marks.clear();
      this.#fanOut.restart(board);
      audience.snapshot(this.code, snapshotOf(board));
    } else {
      this.#fanOut.publish(board);
    }
    audience.claims(this.code, board);
  }

  #track(work: Promise<void>): void {
    const tracked = work.catch(this.#options.onBug).finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }
}
