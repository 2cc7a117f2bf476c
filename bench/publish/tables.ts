import { CASES, type Case } from './cases.ts';
import { groupsOf, type FigureGroup, type FigureLine } from './figure-line.ts';

interface Column {
  readonly head: string;
  readonly of: (group: FigureGroup) => string | null;
}

const figure = (head: string, name: string): Column => ({
  head,
  of: (group) => text(group.median(name)),
});

const pair = (head: string, low: string, high: string): Column => ({
  head,
  of: (group) =>
    group.median(low) === null ? null : `${text(group.median(low))} / ${text(group.median(high))}`,
});

const COLUMNS: readonly Column[] = [
  { head: 'server', of: ({ first }) => `\`${first.server}\`` },
  { head: 'besides', of: ({ first }) => (first.side === 'none' ? null : first.side) },
  { head: 'taps/s due', of: ({ first }) => String(first.rate) },
  figure('done', 'acked'),
  pair('visible p50 / p99, ms', 'visibleP50Ms', 'visibleP99Ms'),
  pair('acknowledged p50 / p99, ms', 'ackP50Ms', 'ackP99Ms'),
  figure('CPU, %', 'cpuPercent'),
  figure('CPU per tap, µs', 'cpuPerTapUs'),
  figure('per frame, µs', 'cpuPerFrameUs'),
  figure('B/s per viewer', 'bytesPerViewerPerSec'),
  figure('kB per connection', 'rssPerConnKb'),
  figure('loop delay p99, ms', 'loopP99Ms'),
  figure('fsync p99, ms', 'fsyncP99Ms'),
  figure('lost', 'lost'),
  figure('doubled', 'doubled'),
  { head: 'runs', of: runsOf },
];

const DISK_COLUMNS: readonly Column[] = [
  figure('taps in a transaction', 'batch'),
  figure('bare rows/s', 'bareRowsPerSec'),
  figure('the same rows by hand, taps/s', 'sameRowsPerSec'),
  figure('the storage, taps/s', 'tapsPerSec'),
  figure('of those by hand, %', 'percent'),
];

/** What only one scenario measures, as its JSON calls it. */
const OWN = [
  'jitterP50Ms',
  'jitterP99Ms',
  'joins',
  'joinP50Ms',
  'joinP99Ms',
  'joinMaxMs',
  'pages',
  'htmlP50Ms',
  'htmlP99Ms',
  'pageP50Ms',
  'pageP99Ms',
  'slowReaders',
  'returned',
  'returnSpanSec',
  'returnMeanPerSec',
  'returnPeakPerSec',
  'returnPeakToMean',
  'downMs',
  'snapshotQueriesPerRoom',
  'longTasks',
  'longestTaskMs',
  'framesPerSec',
  'mainThreadPercent',
  'heapMb',
] as const;

/** All that was measured, as Markdown: a table for each case, and below it what only that case measures. */
export function tables(lines: readonly FigureLine[]): string {
  return CASES.map((one) => table(one, groupsOf(lines.filter((line) => line.case === one.name))))
    .filter((part) => part !== null)
    .join('\n\n');
}

function table({ title, args, name }: Case, groups: readonly FigureGroup[]): string | null {
  if (groups.length === 0) return null;
  const columns = (args === null ? DISK_COLUMNS : COLUMNS).filter(({ of }) =>
    groups.some((group) => of(group) !== null),
  );
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = [
    row(columns.map(({ head }) => head)),
    row(columns.map(() => '---')),
    ...groups.map((group) => row(columns.map(({ of }) => of(group) ?? '–'))),
  ];
  const own = name.startsWith('hot') || args === null ? [] : groups.flatMap(ownFigures);
  return [`### ${title}`, rows.join('\n'), ...(own.length > 0 ? [own.join('\n')] : [])].join(
    '\n\n',
  );
}

function ownFigures(group: FigureGroup): string[] {
  const { server, side, rate } = group.first;
  const known = OWN.flatMap((name) => {
    const value = text(group.median(name));
    return value === null ? [] : [`${name} ${value}`];
  });
  const besides = side === 'none' ? '' : `, ${side}`;
  return known.length === 0 ? [] : [`- \`${server}\` at ${rate}/s${besides}: ${known.join(', ')}`];
}

function runsOf({ runs, validRuns }: FigureGroup): string {
  if (validRuns === 0) return `**INVALID** (${runs})`;
  return validRuns === runs ? String(runs) : `${validRuns} of ${runs}`;
}

function text(value: number | null): string | null {
  if (value === null) return null;
  return value >= 100 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
}
