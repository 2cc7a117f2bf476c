import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Batch } from './batch.ts';
import type { Request } from './request.ts';
import { storageUnavailable } from './storage-unavailable.ts';

/** How often a batch is decided again because the storage had moved on, before its senders are told to try later. */
const MAX_CONFLICTS = 5;

export interface CommitQueueOptions {
  /** Resolves when what is decided then would be written next. */
  readonly turn: () => Promise<void>;
  /** A batch on top of what the storage holds; finds that out first where it is not known. */
  readonly begin: () => Promise<Batch> | Batch;
  readonly write: (batch: Batch) => Promise<'committed' | 'conflict'>;
  /** Takes the batch over as what is committed. */
  readonly committed: (batch: Batch) => void;
  /** Tells everyone who looks on. */
  readonly publish: (batch: Batch) => void;
  readonly reload: () => Promise<void>;
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

  constructor(options: CommitQueueOptions) {
    this.#options = options;
  }

  get isCommitting(): boolean {
    return this.#isCommitting;
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
      await this.#options.turn();
      const requests = this.#queue;
      this.#queue = [];
      await this.#commit(requests);
    }
    this.#isCommitting = false;
  }

  async #commit(requests: readonly Request[]): Promise<void> {
    const { write, committed, publish, reload, recover } = this.#options;
    for (let attempt = 0; attempt < MAX_CONFLICTS; attempt += 1) {
      try {
        const batch = await this.#begin(requests);
        const settlements = requests.map((request) => request.decide(batch));
        if (batch.isEmpty || (await write(batch)) === 'committed') {
          committed(batch);
          for (const settle of settlements) this.#guard(settle);
          this.#guard(() => publish(batch));
          return;
        }
        await reload();
      } catch (cause) {
        await recover();
        const error = storageUnavailable(cause);
        for (const request of requests) this.#guard(() => request.fail(error));
        return;
      }
    }
    const error = new ScoreroomError('storage_unavailable', { message: 'The room is contended.' });
    for (const request of requests) this.#guard(() => request.fail(error));
  }

  async #begin(requests: readonly Request[]): Promise<Batch> {
    const lookUps = requests.flatMap(({ lookUp }) => (lookUp === null ? [] : [lookUp()]));
    if (lookUps.length > 0) await Promise.all(lookUps);
    return this.#options.begin();
  }

  #guard(tell: () => void): void {
    try {
      tell();
    } catch (bug) {
      this.#options.onBug(bug);
    }
  }
}
