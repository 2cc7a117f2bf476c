import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Turn } from '../storage/room-storage.ts';
import type { Batch } from './batch.ts';
import type { Request } from './request.ts';
import { storageUnavailable } from './storage-unavailable.ts';

/** How often a batch is decided again because the storage had moved on, before its senders are told to try later. */
const MAX_CONFLICTS = 5;

export interface CommitQueueOptions {
  /** Resolves when what is decided then would be written next. */
  readonly turn: () => Promise<Turn>;
  /** A batch on top of what the storage holds; finds that out first where it is not known. */
  readonly begin: (turn: Turn) => Promise<Batch> | Batch;
  readonly write: (batch: Batch) => Promise<'committed' | 'conflict'>;
  /** Takes the batch over as what is committed. */
  readonly committed: (batch: Batch) => void;
  /** Tells everyone who looks on. */
  readonly publish: (batch: Batch) => void;
  /** After a conflict: the storage held something else than the batch was decided on. */
  readonly reload: (batch: Batch) => Promise<void>;
  /** The batch is committed or not, and its senders know. */
  readonly settled: () => void;
  /** After a failure: what was written is not known, and only the storage can tell. */
  readonly recover: () => Promise<void>;
  readonly track: (work: Promise<void>) => void;
  readonly onBug: (error: unknown) => void;
}

/** What waits to be committed, and the one commit that is under way: what arrives during it forms the next. */
export class CommitQueue {
  readonly #options: CommitQueueOptions;
  #queue: Request[] = [];
  #isCommitting = false;
  #isDeciding = false;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
  }

  get isCommitting(): boolean {
    return this.#isCommitting;
  }

  /** Whether there is a batch that counts on the board as it is, and whose senders do not know yet what became of it. */
  get isDeciding(): boolean {
    return this.#isDeciding;
  }

  enqueue(request: Request): void {
    this.#queue.push(request);
    if (this.#isCommitting) return;
    this.#isCommitting = true;
    this.#options.track(this.#run());
  }

  /** Commits batch after batch until nothing waits. */
  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      // What comes until then shares the commit, and nothing that is decided waits for the one before it.
      const turn = await this.#options.turn();
      const requests = this.#queue;
      this.#queue = [];
      this.#isDeciding = true;
      await this.#commit(requests, turn);
      this.#isDeciding = false;
      this.#guard(() => this.#options.settled());
    }
    this.#isCommitting = false;
  }

  async #commit(requests: readonly Request[], firstTurn: Turn): Promise<void> {
    const { write, committed, publish, reload, recover } = this.#options;
    let turn = firstTurn;
    for (let attempt = 0; attempt < MAX_CONFLICTS; attempt += 1) {
      if (attempt > 0) turn = await this.#options.turn();
      try {
        const batch = await this.#begin(requests, turn);
        const settlements = requests.map((request) => request.decide(batch));
        if (batch.isEmpty || (await write(batch)) === 'committed') {
          committed(batch);
          for (const settle of settlements) this.#guard(settle);
          this.#guard(() => publish(batch));
          return;
        }
        await reload(batch);
      } catch (cause) {
        turn.end();
        // Nobody knows what was written. Its senders hear that before a board that may hold it is shown.
        const recovered = recover();
        const error = storageUnavailable(cause);
        for (const request of requests) this.#guard(() => request.fail(error));
        await recovered;
        return;
      } finally {
        turn.end();
      }
    }
    const error = new ScoreroomError('storage_unavailable', { message: 'The room is contended.' });
    for (const request of requests) this.#guard(() => request.fail(error));
  }

  async #begin(requests: readonly Request[], turn: Turn): Promise<Batch> {
    const lookUps = requests.flatMap(({ lookUp }) => (lookUp === null ? [] : [lookUp()]));
    if (lookUps.length > 0) await Promise.all(lookUps);
    return this.#options.begin(turn);
  }

  #guard(tell: () => void): void {
    try {
      tell();
    } catch (bug) {
      this.#options.onBug(bug);
    }
  }
}
