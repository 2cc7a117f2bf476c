const KEY = 'scoreroom:draft';

/** What was typed into the form, so that a refusal by the server does not cost it. */
export interface Draft {
  readonly name: string;
  readonly players: readonly string[];
}

export function keepDraft(draft: Draft): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // Nothing is stored here: then a refused form comes back empty.
  }
}

let read: { readonly text: string | null; readonly draft: Draft | null } | undefined;

/** The same object while nothing new is kept. */
export function keptDraft(): Draft | null {
  const text = readText();
  if (read?.text !== text) read = { text, draft: parse(text) };
  return read?.draft ?? null;
}

function readText(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function parse(text: string | null): Draft | null {
  try {
    const stored: unknown = JSON.parse(text ?? 'null');
    if (typeof stored !== 'object' || stored === null) return null;
    const { name, players } = stored as Record<string, unknown>;
    if (typeof name !== 'string' || !Array.isArray(players)) return null;
    return { name, players: players.filter((player) => typeof player === 'string') };
  } catch {
    return null;
  }
}
