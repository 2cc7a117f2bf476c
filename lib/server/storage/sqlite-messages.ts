import type { SqlStatement } from '../directory/sql-executor.ts';
import type { SqlRows, WriteOutcome, WriteUnit } from './room-changes.ts';
import type { Archive, KeptEvent, Outcome, StoredRoom } from './room-storage.ts';
import type { LogPage, LogPageQuery } from './sqlite-log.ts';
import type { Migration } from './sqlite-migrations.ts';
import type { LastTapQuery, OutcomesQuery } from './sqlite-reads.ts';
import type { StorageStartProblem } from './storage-errors.ts';

// What the storage and its thread say to each other, as structured clones.

export interface ThreadSetup {
  readonly file: string;
  readonly migrations: readonly Migration[];
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
  readonly check: null;
  readonly close: null;
}

export interface ThreadRequest {
  readonly id: number;
  readonly operation: Operation;
}

export type ThreadMessage =
  /** The database is open: the first message, unless it is `refused`. */
  | { readonly type: 'ready' }
  | { readonly type: 'refused'; readonly problem: StorageStartProblem; readonly message: string }
  | { readonly type: 'answer'; readonly id: number; readonly value: Answers[keyof Answers] }
  | { readonly type: 'failure'; readonly id: number; readonly message: string };
