import type { LogEntry, LogPage } from './log-entry.ts';

/** The part of the log that is shown, newest first. */
export interface LogPages {
  readonly entries: readonly LogEntry[];
  /** What to ask for as `before` for older ones; null where there are none. */
  readonly next: number | null;
  /** Whether newer entries were let go of, to keep the page light. */
  readonly isDetached: boolean;
}

/** Entries in the page at a time: a log of 100,000 is read in windows of this many. */
export const MAX_SHOWN = 1_000;

export function firstPage({ events, next }: LogPage): LogPages {
  return { entries: withUndone(events, events), next, isDetached: false };
}

/** The older entries come below; where that is too many, the newest leave. */
export function withOlder(pages: LogPages, { events, next }: LogPage): LogPages {
  const oldest = pages.entries.at(-1)?.version ?? Infinity;
  const entries = [...pages.entries, ...events.filter(({ version }) => version < oldest)];
  const surplus = Math.max(0, entries.length - MAX_SHOWN);
  return {
    entries: entries.slice(surplus),
    next,
    isDetached: pages.isDetached || surplus > 0,
  };
}

/**
 * The newest page was asked for again. What is known stays in place below it, unless more has happened in between than one
 * page holds: then the log begins anew.
 */
export function withNewest(pages: LogPages, page: LogPage): LogPages {
  if (pages.isDetached) return { ...pages, entries: withUndone(pages.entries, page.events) };
  const newest = pages.entries[0]?.version ?? -Infinity;
  const oldestFresh = page.events.at(-1)?.version ?? Infinity;
  const hasGap = oldestFresh > newest && page.next !== null;
  if (hasGap || page.events.length === 0) return firstPage(page);
  const known = pages.entries.filter(({ version }) => version < oldestFresh);
  const entries = withUndone([...page.events, ...known], page.events).slice(0, MAX_SHOWN);
  const isCut = known.length + page.events.length > MAX_SHOWN;
  return {
    entries,
    next: isCut ? (entries.at(-1)?.version ?? null) : known.length > 0 ? pages.next : page.next,
    isDetached: false,
  };
}

/** What the news say of older entries: an undo is an entry of its own, and strikes out another one. */
function withUndone(entries: readonly LogEntry[], news: readonly LogEntry[]): readonly LogEntry[] {
  const undoneBy = new Map<number, number | null>();
  for (const { kind, about, version } of news.toReversed()) {
    if (about === null) continue;
    if (kind === 'undo') undoneBy.set(about, version);
    else if (kind === 'redo') undoneBy.set(about, null);
  }
  if (undoneBy.size === 0) return entries;
  return entries.map((entry) => {
    const by = undoneBy.get(entry.version);
    return by === undefined || by === entry.undoneBy ? entry : { ...entry, undoneBy: by };
  });
}
