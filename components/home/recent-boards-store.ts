const KEY = 'scoreroom:recent';
const KEPT = 6;
const NONE: readonly RecentBoard[] = [];

export interface RecentBoard {
  readonly code: string;
  readonly name: string;
}

let cached: { readonly text: string | null; readonly boards: readonly RecentBoard[] } | undefined;

/** The boards last used in this browser, the latest first. The same array while nothing changes. */
export function recentBoards(): readonly RecentBoard[] {
  const text = readText();
  if (cached?.text !== text) cached = { text, boards: parse(text) };
  return cached?.boards ?? NONE;
}

export function rememberBoard({ code, name }: RecentBoard): void {
  write([{ code, name }, ...recentBoards().filter((board) => board.code !== code)].slice(0, KEPT));
}

export function forgetBoard(code: string): void {
  write(recentBoards().filter((board) => board.code !== code));
}

export function forgetBoards(): void {
  write(NONE);
}

/** Hears of changes made in other tabs. */
export function onRecentBoards(listener: () => void): () => void {
  window.addEventListener('storage', listener);
  listeners.add(listener);
  return () => {
    window.removeEventListener('storage', listener);
    listeners.delete(listener);
  };
}

const listeners = new Set<() => void>();

function write(boards: readonly RecentBoard[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(boards));
  } catch {
    // A private window may store nothing; then there is nothing to remember.
  }
  for (const listener of listeners) listener();
}

function readText(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Whatever stands in the storage, an older page or another program may have written it. */
function parse(text: string | null): readonly RecentBoard[] {
  if (text === null) return NONE;
  try {
    const stored: unknown = JSON.parse(text);
    return Array.isArray(stored) ? stored.filter(isRecentBoard) : NONE;
  } catch {
    return NONE;
  }
}

function isRecentBoard(value: unknown): value is RecentBoard {
  if (typeof value !== 'object' || value === null) return false;
  const { code, name } = value as Record<string, unknown>;
  return typeof code === 'string' && typeof name === 'string';
}
