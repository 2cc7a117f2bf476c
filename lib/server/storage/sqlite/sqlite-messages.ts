import type { SqlStatement } from '../../directory/sql-executor.ts';
import type { DiskTrouble } from '../disk-trouble.ts';
import type { SqlRows, WriteOutcome, WriteUnit } from '../room-changes.ts';
import type { Archive, KeptEvent, Outcome, StoredRoom } from '../room-storage.ts';
import type { LogPage, LogPageQuery } from './sqlite-log.ts';
import type { Migration } from './sqlite-migrations.ts';
import type { LastTapQuery, OutcomesQuery } from './sqlite-reads.ts';
import type { StorageStartProblem } from '../storage-errors.ts';

// What the storage and its thread say to each other, as structured clones.

export interface ThreadSetup {
  readonly file: string;
  readonly migrations: readonly Migration[];
  /** Whether the database is made where there is none. Not when it is opened again: there was one. */
  readonly mayCreate: boolean;
  /** Milliseconds since the Unix epoch: when a history begins that a backup starts. */
  readonly now: number;
}

export type Operation =
  | { readonly type: 'write'; readonly units: readonly WriteUnit[] }
  | { readonly type: 'load'; readonly code: string }
  | { readonly type: 'mark'; readonly roomId: number; readonly clientId: string }
  | { readonly type: 'outcomes'; readonly query: OutcomesQuery }
  | { readonly type: 'event'; readonly roomId: number; readonly version: number }
  | { readonly type: 'last-tap'; readonly query: LastTapQuery }
  | { readonly type: 'log'; readonly query: LogPageQuery }
  | { readonly type: 'archives'; readonly roomId: number }
  /** One statement that reads. What writes goes with the groups. */
  | { readonly type: 'query'; readonly statement: SqlStatement }
  /** Lets nothing of what was deleted stay in the log of the database. */
  | { readonly type: 'scrub' }
  /** Copies the whole database, as it is at the end, into a file that is empty; commits go on meanwhile. */
  | { readonly type: 'backup'; readonly to: string }
  | { readonly type: 'check' }
  | { readonly type: 'close' };

/** What each operation is answered with. */
export interface Answers {
  readonly write: WriteOutcome[];
  readonly load: StoredRoom | null;
  readonly mark: number;
  readonly outcomes: Outcome[];
  readonly event: KeptEvent | null;
  readonly 'last-tap': KeptEvent | null;
  readonly log: LogPage;
  readonly archives: Archive[];
  readonly query: SqlRows;
  readonly scrub: null;
  readonly backup: null;
  readonly check: null;
  readonly close: null;
}

export interface ThreadRequest {
  readonly id: number;
  readonly operation: Operation;
}

export type ThreadMessage =
  /** The database is open: the first message, unless it is `refused`. */
  | {
      readonly type: 'ready';
      /** Rooms that were given a new epoch, because the file is a backup that was put in place; null where it is none. */
      readonly renewedRooms: number | null;
    }
  | {
      readonly type: 'refused';
      readonly problem: StorageStartProblem;
      readonly message: string;
      readonly trouble: DiskTrouble | null;
    }
  | { readonly type: 'answer'; readonly id: number; readonly value: Answers[keyof Answers] }
  | {
      readonly type: 'failure';
      readonly id: number;
      readonly message: string;
      /** What is wrong with the disk of the database, where that is why. */
      readonly trouble: DiskTrouble | null;
    };
