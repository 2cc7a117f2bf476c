import type { Role } from '#lib/protocol/roles.ts';

/** As `GET …/log` tells them; docs/API.md has the shapes. */
export const EVENT_KINDS = ['tap', 'set', 'undo', 'redo', 'merge', 'reset', 'restore'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** One score event, with who made it. */
export interface LogEntry {
  readonly version: number;
  readonly generation: number;
  readonly kind: EventKind;
  readonly player: number;
  /** Null where the player is not known any more. */
  readonly name: string | null;
  readonly delta: number;
  /** The player's score with this event. */
  readonly score: number;
  /** With `undo` and `redo`: the version of the event that they are about. */
  readonly about: number | null;
  readonly reason: string | null;
  readonly at: number;
  /** The version of the undo that took it back; null while it counts. */
  readonly undoneBy: number | null;
  /** The label of the link, or the name of the player that the device plays as. */
  readonly who: string | null;
  readonly device: string | null;
  readonly deviceName: string | null;
  readonly role: Role | null;
}

/** `next`: what to ask for as `before` to go on; null at the end. */
export interface LogPage {
  readonly events: readonly LogEntry[];
  readonly next: number | null;
}

const UNDOABLE: ReadonlySet<EventKind> = new Set(['tap', 'set', 'reset']);

/** Whether the event can be taken back by itself, now that the board is in this generation. */
export function canUndo(entry: LogEntry, generation: number): boolean {
  return entry.generation === generation && entry.undoneBy === null && UNDOABLE.has(entry.kind);
}

export function canRedo(entry: LogEntry, generation: number): boolean {
  return entry.generation === generation && entry.undoneBy !== null && UNDOABLE.has(entry.kind);
}

/** The newest event that can be taken back. `entries` come newest first. */
export function lastUndoable(entries: readonly LogEntry[], generation: number): LogEntry | null {
  return entries.find((entry) => canUndo(entry, generation)) ?? null;
}

/** The event of the newest undo that still stands, so that redo walks back the way that undo came. */
export function lastRedoable(entries: readonly LogEntry[], generation: number): LogEntry | null {
  const byVersion = new Map(entries.map((entry) => [entry.version, entry]));
  for (const { kind, about, version } of entries) {
    if (kind !== 'undo' || about === null) continue;
    const entry = byVersion.get(about);
    if (entry?.undoneBy === version && canRedo(entry, generation)) return entry;
  }
  return null;
}
