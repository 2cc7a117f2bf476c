import { timingSafeEqual } from 'node:crypto';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { createSecret, hashSecret } from '../access/secret.ts';
import type { Directory } from '../directory/directory.ts';

/** A backup that was made. */
export interface Backup {
  readonly file: string;
  readonly bytes: number;
  readonly rooms: number;
  readonly events: number;
  /** When something was last changed, in milliseconds since the Unix epoch. */
  readonly newestChangeAt: number | null;
}

/** Makes a backup in that file, or under a name by the time; rejects with why there is none. */
export type MakeBackup = (file: string | null) => Promise<Backup>;

export interface AdminBackupsOptions {
  readonly make: MakeBackup;
  readonly directory: Pick<Directory, 'record'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly onBug: (error: unknown) => void;
}

/** Backups while the server runs, one at a time. */
export class AdminBackups {
  /** Lets whoever can read the data directory ask for backups: it stands in the run file, and ends with the process. */
  readonly operatorSecret = createSecret();
  readonly #options: AdminBackupsOptions;
  #isBusy = false;

  constructor(options: AdminBackupsOptions) {
    this.#options = options;
  }

  isOperator(secret: string | null): boolean {
    return secret !== null && timingSafeEqual(hashSecret(secret), hashSecret(this.operatorSecret));
  }

  /** @param who an address, or null for the operator of the machine */
  async make(file: string | null, who: string | null): Promise<Backup> {
    if (this.#isBusy) {
      const message = 'A backup is being made already. Wait until it is done.';
      throw new ScoreroomError('rate_limited', { message, retryAfterMs: 5_000 });
    }
    this.#isBusy = true;
    try {
      const backup = await this.#options.make(file);
      await this.#record(backup, who);
      return backup;
    } finally {
      this.#isBusy = false;
    }
  }

  async #record({ bytes, rooms, events }: Backup, who: string | null): Promise<void> {
    const { directory, clock, onBug } = this.#options;
    const detail = { bytes, rooms, events };
    const at = clock.now();
    const entry = {
      at,
      roomId: null,
      code: null,
      by: 'admin',
      who,
      action: 'backup',
      detail,
    } as const;
    // The backup is there, whatever becomes of the record.
    await directory.record(entry).catch(onBug);
  }
}
