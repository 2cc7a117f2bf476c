import type { Role } from '#lib/protocol/roles.ts';
import { linkKey, stripLinkKey } from './link-key.ts';

export type Entered =
  | { readonly ok: true; readonly role: Role }
  /** `text` says why, and what to do. */
  | { readonly ok: false; readonly kind: string; readonly text: string };

/** Gives the key of a link, or the PIN, for the right to be in the room, which this browser keeps from then on. */
async function enter(code: string, ticket: { key: string } | { pin: string }): Promise<Entered> {
  try {
    const response = await fetch(`/api/v1/rooms/${code}/enter`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ticket),
    });
    const answer = (await response.json()) as Answer;
    if (response.ok) return { ok: true, role: answer.role ?? 'participant' };
    const { kind = '', detail = NO_ANSWER } = answer;
    return { ok: false, kind, text: detail };
  } catch {
    return { ok: false, kind: '', text: NO_ANSWER };
  }
}

/** Either what was entered, or a problem document. */
interface Answer {
  readonly role?: Role;
  readonly kind?: string;
  readonly detail?: string;
}

const NO_ANSWER = 'The server could not be reached.';
/** For whoever was sent a link; the server's own words are for programs. */
const BAD_LINK =
  'This link opens nothing here. It may have lost its end, have been taken back, or be for another board: ask the host for a new one.';

let underWay: Promise<string | null> | null = null;

/**
 * Enters the room by the link in the address bar, once however often it is called, and goes on to the page that the link is
 * for. Resolves only where that did not work, with the reason: the page is then one for guests.
 */
export function enterByLink(code: string): Promise<string | null> {
  underWay ??= exchange(code).finally(() => {
    underWay = null;
  });
  return underWay;
}

async function exchange(code: string): Promise<string | null> {
  const key = linkKey();
  if (key === null) return null;
  const entered = await enter(code, { key });
  stripLinkKey();
  if (!entered.ok) {
    const isBad = ['unauthorized', 'not_allowed', 'invalid_message'].includes(entered.kind);
    return isBad ? BAD_LINK : `This link could not be used. ${entered.text}`;
  }
  const room = `/r/${code}`;
  if (entered.role === 'host' && location.pathname === room) location.replace(`${room}/host`);
  else location.reload();
  // The page is on its way out, and nothing more is to happen on it.
  return new Promise(() => undefined);
}
