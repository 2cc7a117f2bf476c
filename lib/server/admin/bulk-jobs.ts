import type { BulkAction, BulkJob, BulkPreview } from '#lib/protocol/admin.ts';
import type { BulkRequest } from '#lib/protocol/admin-requests.ts';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { RoomSummary } from '../directory/directory.ts';
import type { LiveRoom, RoomsOverview } from './rooms-overview.ts';

/** Rooms that are worked on at a time: enough to share commits, too few to hold up anybody's taps. */
const CONCURRENCY = 4;
/** Jobs that can be asked about after they are done. */
const MAX_KEPT = 50;
/** Whoever asks for a small job has the outcome in the answer; a longer one is asked about later. */
const ANSWER_WITHIN_MS = 1_000;

/** @returns whether there was anything to change */
export type ActOnRoom = (action: BulkAction, room: RoomSummary) => Promise<boolean>;

export interface BulkJobsOptions {
  readonly overview: RoomsOverview;
  readonly live: () => Iterable<LiveRoom>;
  readonly act: ActOnRoom;
  /** Notes one entry for the whole of it: each room has its own besides. */
  readonly record: (job: BulkJob, request: BulkRequest, who: string) => Promise<void>;
  readonly clock: Clock;
  readonly onBug: (error: unknown) => void;
}

interface Job {
  readonly id: number;
  readonly action: BulkAction;
  /** The codes of the rooms that it has changed: what can be taken back. */
  readonly changed: string[];
  total: number | null;
  done: number;
  skipped: number;
  failed: number;
  isFinished: boolean;
}

/** Actions on many rooms, a few rooms at a time, while everybody else goes on playing. */
export class BulkJobs {
  readonly #options: BulkJobsOptions;
  readonly #jobs = new Map<number, Job>();
  readonly #running = new Set<Promise<void>>();
  #lastId = 0;
  #isClosed = false;

  constructor(options: BulkJobsOptions) {
    this.#options = options;
  }

  /** Starts the work, and waits for it for a moment. */
  async start(request: BulkRequest, who: string): Promise<BulkJob> {
    if (this.#isClosed) throw new ScoreroomError('draining');
    if ('job' in request) this.#changedBy(request.job);
    const job: Job = {
      id: (this.#lastId += 1),
      action: request.action,
      changed: [],
      total: null,
      done: 0,
      skipped: 0,
      failed: 0,
      isFinished: false,
    };
    this.#jobs.set(job.id, job);
    this.#forgetOld();
    const running = this.#run(job, request, who).finally(() => this.#running.delete(running));
    this.#running.add(running);
    let cancel = () => {};
    const soon = new Promise<void>((resolve) => {
      cancel = this.#options.clock.after(ANSWER_WITHIN_MS, resolve);
    });
    await Promise.race([running, soon]);
    cancel();
    return tell(job);
  }

  find(id: number): BulkJob | null {
    const job = this.#jobs.get(id);
    return job === undefined ? null : tell(job);
  }

  underWay(): BulkJob[] {
    return [...this.#jobs.values()].filter(({ isFinished }) => !isFinished).map(tell);
  }

  /** What an action would concern, without doing it. */
  async preview(request: BulkRequest): Promise<BulkPreview> {
    const here = new Map(Array.from(this.#options.live(), (room) => [room.code, room.here]));
    let rooms = 0;
    let players = 0;
    let people = 0;
    for await (const chunk of this.#targets(request)) {
      rooms += chunk.length;
      for (const room of chunk) {
        players += room.players;
        people += here.get(room.code) ?? 0;
      }
    }
    return { rooms, players, people };
  }

  /** Finishes the rooms that are being worked on, and begins no more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#running);
  }

  async #run(job: Job, request: BulkRequest, who: string): Promise<void> {
    try {
      // Only the codes first: what an action does may move a room out of what is being gone through.
      const codes: string[] = [];
      for await (const chunk of this.#targets(request))
        codes.push(...chunk.map(({ code }) => code));
      job.total = codes.length;
      const next = codes[Symbol.iterator]();
      await Promise.all(Array.from({ length: CONCURRENCY }, () => this.#work(job, next)));
      if (codes.length > 1) await this.#options.record(tell(job), request, who);
    } catch (error) {
      this.#options.onBug(error);
    } finally {
      job.isFinished = true;
    }
  }

  async #work(job: Job, codes: Iterator<string>): Promise<void> {
    const { overview, act, onBug } = this.#options;
    for (let next = codes.next(); next.done !== true && !this.#isClosed; next = codes.next()) {
      try {
        const [room] = await overview.named([next.value], { deleted: job.action === 'restore' });
        const isChanged = room !== undefined && (await act(job.action, room));
        if (isChanged) {
          job.done += 1;
          job.changed.push(room.code);
        } else {
          job.skipped += 1;
        }
      } catch (error) {
        job.failed += 1;
        if (!(error instanceof ScoreroomError)) onBug(error);
      }
    }
  }

  async *#targets(request: BulkRequest): AsyncGenerator<readonly RoomSummary[]> {
    const { overview } = this.#options;
    // Only a deleted room can be restored, and nothing else can be done to it.
    const deleted = request.action === 'restore';
    if ('codes' in request) {
      yield await overview.named([...new Set(request.codes)], { deleted });
    } else if ('job' in request) {
      yield await overview.named(this.#changedBy(request.job), { deleted });
    } else if (request.all.deleted === deleted) {
      const { text } = request.all;
      yield* overview.all({ text: text.trim() === '' ? undefined : text.trim(), deleted });
    }
  }

  #changedBy(id: number): readonly string[] {
    const job = this.#jobs.get(id);
    if (job !== undefined) return [...job.changed];
    throw new ScoreroomError('not_found', {
      message: 'That is too long ago to be taken back at once.',
    });
  }

  #forgetOld(): void {
    for (const [id, { isFinished }] of this.#jobs) {
      if (this.#jobs.size <= MAX_KEPT) return;
      if (isFinished) this.#jobs.delete(id);
    }
  }
}

/** Without what only the server needs. */
function tell({ id, action, total, done, skipped, failed, isFinished }: Job): BulkJob {
  return { id, action, total, done, skipped, failed, isFinished };
}
