import type { Operation } from '#lib/board/apply.ts';
import type { Board, BoardPlayer } from '#lib/board/board.ts';
import { snapshotOf } from '#lib/board/diff.ts';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Delta, Snapshot } from '#lib/protocol/messages.ts';
import { unreachable } from '#lib/shared/assert.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { err, ok, type Result } from '#lib/shared/result.ts';
import type { Outcome, RoomStorage, StoredRoom } from '../storage/room-storage.ts';
import { Batch, type ChangeDecision, type Decision, type Tap } from './batch.ts';
import { catchUp, type CatchUp, type Position } from './catch-up.ts';
import { FanOut } from './fan-out.ts';
import { verdictOf, type PushVerdicts } from './verdict.ts';

/** Mutations that may wait for their commit in one room; more than this are sent back to wait where they came from. */
const MAX_QUEUED_TAPS = 20_000;
/** Clients whose high-water marks a room remembers; the storage knows them all. */
const MAX_MARKS = 20_000;
/** How soon a room asks again for what the storage holds, when it could not be read after a failed commit. */
const RELOAD_RETRY_MS = 250;
/** How often a batch is decided again because the storage had moved on, before its senders are told to try later. */
const MAX_CONFLICTS = 5;

/** Everyone who looks at a room. Delivery is local and never waits. */
export interface Audience {
  delta(code: string, delta: Delta): void;
  snapshot(code: string, snapshot: Snapshot): void;
}

export interface RoomOptions {
  readonly storage: RoomStorage;
  readonly clock: Clock;
  readonly audience: Audience;
  readonly deltaIntervalMs: number;
  /** Hears of bugs in those who listen: they must not stop the room. */
  readonly onBug: (error: unknown) => void;
}

/**
 * Hears the outcome of a push exactly once, synchronously with the commit and before its delta leaves.
 * An error means that no id was spent.
 */
export type Settle<T> = (outcome: Result<T, ScoreroomError>) => void;

export interface Changed {
  readonly player: BoardPlayer | null;
  readonly version: number;
  readonly generation: number;
}

export type Welcome = CatchUp & { readonly lastId: number };

interface PushRequest {
  readonly type: 'push';
  readonly clientId: string;
  readonly taps: readonly Tap[];
  readonly settle: Settle<PushVerdicts>;
  /** What is known of mutations that had their verdict before, by id. */
  readonly outcomes: Map<number, Outcome>;
}

interface ChangeRequest {
  readonly type: 'change';
  readonly operation: Operation;
  readonly settle: Settle<Changed>;
}

type Request = PushRequest | ChangeRequest;

/**
 * The authoritative instance of one scoreboard. `SPEC.md` holds its rules.
 *
 * Maintained invariants: `board` is what the storage has committed, never more; one commit is under way at a time;
 * verdicts, deltas and versions follow the commit that they speak of.
 */
export class Room {
  readonly code: string;
  readonly hostKeyHash: Uint8Array;
  readonly #options: RoomOptions;
  readonly #fanOut: FanOut;
  readonly #marks = new Map<string, number>();
  readonly #roomId: number;
  #board: Board;
  #queue: Request[] = [];
  #queuedTaps = 0;
  /** Requests on their way into the queue, and the commits themselves. */
  readonly #underWay = new Set<Promise<void>>();
  #isCommitting = false;
  /** Whether the storage may hold more than `#board`: after a commit of unknown outcome, until the next look. */
  #isStale = false;
  #cancelRetry: () => void = () => {};

  constructor(stored: StoredRoom, options: RoomOptions) {
    this.code = stored.board.code;
    this.hostKeyHash = stored.hostKeyHash;
    this.#roomId = stored.roomId;
    this.#board = stored.board;
    this.#options = options;
    this.#fanOut = new FanOut(stored.board, {
      clock: options.clock,
      intervalMs: options.deltaIntervalMs,
      send: (delta) => options.audience.delta(this.code, delta),
    });
  }

  get roomId(): number {
    return this.#roomId;
  }

  get board(): Board {
    return this.#board;
  }

  /** Whether nothing is under way, so that the room may leave memory. */
  get isIdle(): boolean {
    return this.#underWay.size === 0 && !this.#fanOut.isPending && !this.#isStale;
  }

  catchUp(position: Position): CatchUp {
    return catchUp(this.#knownBoard(), position);
  }

  /** The whole board, for someone who only reads. Throws where it is not known for now. */
  snapshot(): Snapshot {
    return snapshotOf(this.#knownBoard());
  }

  /** What a client gets as it comes in: the board, and the mark up to which the board includes its mutations. */
  async welcome(
    clientId: string,
    position: Position,
    enter: (welcome: Welcome) => void,
  ): Promise<void> {
    const loaded = await this.mark(clientId);
    // In one go with `enter`, so that no delta slips in between the board and the first news.
    enter({ ...this.catchUp(position), lastId: this.#marks.get(clientId) ?? loaded });
  }

  /** The client's committed high-water mark. */
  async mark(clientId: string): Promise<number> {
    const known = this.#marks.get(clientId);
    if (known !== undefined) return known;
    const loaded = await this.#options.storage.loadMark(this.#roomId, clientId);
    // A commit may have moved the mark meanwhile; it never moves back.
    const mark = Math.max(loaded, this.#marks.get(clientId) ?? 0);
    if (this.#marks.size >= MAX_MARKS && !this.#isCommitting) this.#marks.clear();
    this.#marks.set(clientId, mark);
    return mark;
  }

  /** Asks for a client's mutations, in the order of their ids and without gaps among them. */
  push(clientId: string, taps: readonly Tap[], settle: Settle<PushVerdicts>): void {
    if (this.#queuedTaps + taps.length > MAX_QUEUED_TAPS) {
      settle(
        err(
          new ScoreroomError('rate_limited', { message: 'The room is busy.', retryAfterMs: 500 }),
        ),
      );
      return;
    }
    this.#queuedTaps += taps.length;
    this.#prepare({ type: 'push', clientId, taps, settle, outcomes: new Map() });
  }

  /** Asks for a change that nobody will ask for twice. */
  change(operation: Operation): Promise<Changed> {
    return new Promise((resolve, reject) => {
      const settle: Settle<Changed> = (outcome) => {
        if (outcome.ok) resolve(outcome.value);
        else reject(outcome.error);
      };
      this.#enqueue({ type: 'change', operation, settle });
    });
  }

  /** Waits until nothing is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.race(this.#underWay);
  }

  close(): void {
    this.#cancelRetry();
    this.#fanOut.close();
  }

  /** Makes sure that the mark is known, and the outcomes of what had its verdict before, so that nothing waits later. */
  #prepare(request: PushRequest): void {
    const { clientId, taps } = request;
    const known = this.#marks.get(clientId);
    const first = taps[0]?.id ?? 0;
    if (known !== undefined && first > known) {
      this.#enqueue(request);
      return;
    }
    const prepared = this.mark(clientId).then(async (mark) => {
      if (first <= mark) await this.#findOutcomes(request, mark);
      this.#enqueue(request);
    });
    this.#track(prepared.catch((cause: unknown) => this.#fail(request, storageUnavailable(cause))));
  }

  /** Asks what became of the request's mutations up to `upTo`, which had their verdict before. */
  async #findOutcomes({ clientId, taps, outcomes }: PushRequest, upTo: number): Promise<void> {
    const from = taps[0]?.id ?? 1;
    const to = Math.min(upTo, taps.at(-1)?.id ?? 0);
    const found = await this.#options.storage.findOutcomes(this.#roomId, clientId, from, to);
    for (const outcome of found) {
      const by = outcome.kind === 'committed' ? outcome.event.by : outcome.by;
      if (by !== null) outcomes.set(by.id, outcome);
    }
  }

  #track(work: Promise<void>): void {
    const tracked = work.catch(this.#options.onBug).finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }

  #enqueue(request: Request): void {
    this.#queue.push(request);
    if (this.#isCommitting) return;
    this.#isCommitting = true;
    this.#track(this.#run());
  }

  /** Commits batch after batch until nothing waits: what arrives during one commit forms the next. */
  async #run(): Promise<void> {
    // Requests of one turn of the event loop share a commit.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const requests = this.#queue;
      this.#queue = [];
      await this.#commit(requests);
    }
    this.#isCommitting = false;
  }

  async #commit(requests: readonly Request[]): Promise<void> {
    for (let attempt = 0; attempt < MAX_CONFLICTS; attempt += 1) {
      try {
        if (this.#isStale) await this.#reload();
        const batch = new Batch(this.#board, this.#options.clock.now());
        const settlements = requests.map((request) => this.#decide(batch, request));
        if (batch.isEmpty || (await this.#write(batch)) === 'committed') {
          this.#board = batch.after;
          for (const { clientId, id } of batch.marks) this.#marks.set(clientId, id);
          for (const settle of settlements) this.#guard(settle);
          this.#guard(() => this.#fanOut.publish(this.#board));
          return;
        }
        await this.#reload();
      } catch (cause) {
        // What was written is not known: only the storage can tell what the board is now.
        await this.#reload().catch(() => this.#retryReload());
        const error = storageUnavailable(cause);
        for (const request of requests) this.#guard(() => this.#fail(request, error));
        return;
      }
    }
    const error = new ScoreroomError('storage_unavailable', { message: 'The room is contended.' });
    for (const request of requests) this.#guard(() => this.#fail(request, error));
  }

  #write(batch: Batch) {
    return this.#options.storage.commit({
      roomId: this.#roomId,
      before: batch.before,
      after: batch.after,
      events: batch.events,
      refusals: batch.refusals,
      marks: batch.marks,
      at: this.#options.clock.now(),
    });
  }

  /** Decides a request now; returns what tells its sender once the batch is durable. */
  #decide(batch: Batch, request: Request): () => void {
    switch (request.type) {
      case 'change': {
        const decision = batch.change(request.operation);
        return () => request.settle(changedOf(decision));
      }
      case 'push': {
        const { clientId, taps } = request;
        const mark = this.#marks.get(clientId);
        // The mark was forgotten while the request waited: ask for it again.
        if (mark === undefined) return () => this.#prepare(request);
        const decision = batch.push(clientId, mark, taps);
        if (decision.kind === 'out-of-order') {
          const { expected } = decision;
          return () => this.#fail(request, new ScoreroomError('out_of_order', { expected }));
        }
        return () => this.#tell(request, decision.decisions);
      }
      default:
        return unreachable(request);
    }
  }

  #tell(request: PushRequest, decisions: readonly Decision[]): void {
    const { outcomes } = request;
    const isKnown = (decision: Decision) =>
      decision.kind !== 'earlier' || outcomes.has(decision.id);
    if (decisions.every(isKnown)) {
      this.#answer(request, decisions);
      return;
    }
    // The same mutations were under way twice at once; by now the storage knows what became of the first.
    const found = this.#findOutcomes(request, decisions.at(-1)?.id ?? 0);
    const fail = (cause: unknown) => this.#fail(request, storageUnavailable(cause));
    this.#track(found.then(() => this.#answer(request, decisions), fail));
  }

  #answer(request: PushRequest, decisions: readonly Decision[]): void {
    this.#queuedTaps -= request.taps.length;
    const verdicts = decisions.map((decision) => verdictOf(decision, request.outcomes));
    request.settle(ok({ verdicts, version: this.#board.version }));
  }

  #fail(request: Request, error: ScoreroomError): void {
    if (request.type === 'push') this.#queuedTaps -= request.taps.length;
    request.settle(err(error));
  }

  #guard(tell: () => void): void {
    try {
      tell();
    } catch (bug) {
      this.#options.onBug(bug);
    }
  }

  #knownBoard(): Board {
    if (this.#isStale) throw new ScoreroomError('storage_unavailable');
    return this.#board;
  }

  /** A quiet room has no next commit to find out by. */
  #retryReload(): void {
    this.#cancelRetry();
    this.#cancelRetry = this.#options.clock.after(RELOAD_RETRY_MS, () => {
      if (!this.#isStale) return;
      this.#track(this.#reload().catch(() => this.#retryReload()));
    });
  }

  /** Takes over what the storage holds. */
  async #reload(): Promise<void> {
    this.#isStale = true;
    this.#marks.clear();
    const stored = await this.#options.storage.load(this.code);
    if (stored === null) throw new ScoreroomError('room_not_found');
    const isOtherEpoch = stored.board.epoch !== this.#board.epoch;
    this.#board = stored.board;
    this.#isStale = false;
    if (isOtherEpoch) {
      this.#fanOut.restart(stored.board);
      this.#options.audience.snapshot(this.code, snapshotOf(stored.board));
    } else {
      this.#fanOut.publish(stored.board);
    }
  }
}

function changedOf(decision: ChangeDecision): Result<Changed, ScoreroomError> {
  return decision.kind === 'applied' ? ok(decision) : err(new ScoreroomError(decision.reason));
}

function storageUnavailable(cause: unknown): ScoreroomError {
  if (cause instanceof ScoreroomError) return cause;
  return new ScoreroomError('storage_unavailable', {}, cause);
}
