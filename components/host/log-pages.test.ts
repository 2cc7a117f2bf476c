import { describe, expect, it } from 'vitest';
import { lastRedoable, lastUndoable, type LogEntry } from './log-entry.ts';
import { firstPage, MAX_SHOWN, withNewest, withOlder } from './log-pages.ts';

function entry(version: number, more: Partial<LogEntry> = {}): LogEntry {
  return {
    version,
    generation: 1,
    kind: 'tap',
    player: 1,
    name: 'Ada',
    delta: 1,
    score: version,
    about: null,
    reason: null,
    at: version,
    undoneBy: null,
    who: null,
    device: null,
    deviceName: null,
    role: 'host',
    ...more,
  };
}

/** The entries from one version down to another. */
function run(from: number, to: number): LogEntry[] {
  return Array.from({ length: from - to + 1 }, (_, index) => entry(from - index));
}

const versions = (entries: readonly LogEntry[]) => entries.map(({ version }) => version);

describe('the pages of the log', () => {
  it('go on below, and overlap does no harm', () => {
    const pages = withOlder(firstPage({ events: run(9, 7), next: 7 }), {
      events: run(7, 5),
      next: 5,
    });
    expect(versions(pages.entries)).toEqual([9, 8, 7, 6, 5]);
    expect(pages.next).toBe(5);
  });

  it('take what is new on top and keep what was read', () => {
    const read = withOlder(firstPage({ events: run(9, 7), next: 7 }), {
      events: run(6, 4),
      next: null,
    });
    const pages = withNewest(read, { events: run(10, 8), next: 8 });
    expect(versions(pages.entries)).toEqual([10, 9, 8, 7, 6, 5, 4]);
    expect(pages.next).toBeNull();
  });

  it('begin anew where more has happened than one page holds', () => {
    const pages = withNewest(firstPage({ events: run(9, 7), next: 7 }), {
      events: run(99, 97),
      next: 97,
    });
    expect(versions(pages.entries)).toEqual([99, 98, 97]);
    expect(pages.next).toBe(97);
  });

  it('strike out an entry that was taken back, also one far below, and bring it back', () => {
    const read = firstPage({ events: run(9, 1), next: null });
    const undo = entry(10, { kind: 'undo', about: 3 });
    const undone = withNewest(read, { events: [undo, entry(9)], next: 9 });
    expect(undone.entries.find(({ version }) => version === 3)?.undoneBy).toBe(10);
    const redo = entry(11, { kind: 'redo', about: 3 });
    const redone = withNewest(undone, { events: [redo, undo], next: 10 });
    expect(redone.entries.find(({ version }) => version === 3)?.undoneBy).toBeNull();
  });

  it('stay light however far one reads: the newest leave, and news does not jump in', () => {
    let pages = firstPage({ events: run(100_000, 99_901), next: 99_901 });
    for (let before = 99_901; before > 90_001; before -= 100) {
      pages = withOlder(pages, { events: run(before - 1, before - 100), next: before - 100 });
    }
    expect(pages.entries).toHaveLength(MAX_SHOWN);
    expect(pages.isDetached).toBe(true);
    expect(pages.entries.at(-1)?.version).toBe(90_001);
    const after = withNewest(pages, { events: run(100_005, 99_906), next: 99_906 });
    expect(after.entries).toEqual(pages.entries);
  });
});

describe('what can be undone and redone', () => {
  const undone = entry(3, { undoneBy: 5 });
  const log = [
    entry(6, { kind: 'redo', about: 2 }),
    entry(5, { kind: 'undo', about: 3 }),
    entry(4, { kind: 'undo', about: 2 }),
    undone,
    entry(2),
    entry(1),
  ];

  it('is the newest event that counts, never an undo itself', () => {
    expect(lastUndoable(log, 1)?.version).toBe(2);
  });

  it('is the event of the newest undo that stands', () => {
    expect(lastRedoable(log, 1)?.version).toBe(3);
  });

  it('is nothing after a reset: the board has a new generation', () => {
    expect(lastUndoable(log, 2)).toBeNull();
    expect(lastRedoable(log, 2)).toBeNull();
  });
});
