// The server renders the first page and cannot know the reader's language: figures look the same on both sides.

const numbers = new Intl.NumberFormat('en-US');

export function formatCount(count: number): string {
  return numbers.format(count);
}

/** "1 board", "3 boards". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Taps per second, to one place while they are few. */
export function formatRate(perSecond: number): string {
  if (perSecond <= 0) return '0';
  if (perSecond < 0.1) return '<0.1';
  return perSecond < 10 ? perSecond.toFixed(1) : formatCount(Math.round(perSecond));
}

export function formatMs(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 10) return ms.toFixed(1);
  return formatCount(Math.round(ms));
}

export function formatBytes(bytes: number): { readonly value: string; readonly unit: string } {
  const megabytes = bytes / 2 ** 20;
  if (megabytes < 1_000) return { value: String(Math.round(megabytes)), unit: 'MB' };
  return { value: (megabytes / 1024).toFixed(1), unit: 'GB' };
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "now", "40 s", "5 min", "3 h", "12 d". */
export function formatAge(ms: number): string {
  if (ms < 5 * SECOND) return 'now';
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${formatCount(Math.floor(ms / DAY))} d`;
}

/** "4 min", "3 h 20 min", "12 d 4 h". */
export function formatSpan(ms: number): string {
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ${Math.floor((ms % HOUR) / MINUTE)} min`;
  return `${Math.floor(ms / DAY)} d ${Math.floor((ms % DAY) / HOUR)} h`;
}
