// Only for what was fetched by the browser: the server's clock zone is not the reader's.

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const shortTime = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const day = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
});

/** To the second: for a log. */
export function timeOf(at: number): string {
  return time.format(at);
}

/** With the day where that is not today. */
export function momentOf(at: number, now: number = Date.now()): string {
  const clock = shortTime.format(at);
  return isSameDay(at, now) ? `today, ${clock}` : `${day.format(at)}, ${clock}`;
}

export function dayOf(at: number): string {
  return day.format(at);
}

export function isSameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

/** "just now", "5 min ago", then the moment itself. */
export function agoOf(at: number, now: number = Date.now()): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  return momentOf(at, now);
}
