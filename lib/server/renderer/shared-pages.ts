import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { parseCode } from '#lib/protocol/code.ts';
import { Turnstile } from '../access/turnstile.ts';
import { VISIT_HEADER, type VisitedRoom } from './page-source.ts';
import type { PageRequest, RenderedPage } from './render-in-memory.ts';

/** One at a time: whoever comes meanwhile shares the next one. More than the server passes on never wait. */
const TURNS = { atOnce: 1, maxWaiting: 10_000 };

/** A page for many: what differs from one to the other is put in when it is sent. */
export interface SharedPage {
  readonly page: RenderedPage;
  /** Stands where each answer has the nonce of its own policy. */
  readonly nonce: string;
}

interface Group {
  visit: VisitedRoom;
  page: Promise<SharedPage>;
}

export interface SharedPagesOptions {
  readonly render: (request: PageRequest) => Promise<RenderedPage>;
  /** Lets the request that names a ticket see a room as in the visit, until the work is done. */
  readonly lend: <T>(visit: VisitedRoom, work: (ticket: string) => Promise<T>) => Promise<T>;
}

/**
 * Makes the page of a room once for all who ask for it while another one is being made, as a group commit does with taps:
 * when a hall opens a board, the work does not grow with the number of people in it.
 *
 * Maintained invariants: whoever shares a page has been let in by a visit of their own, and that visit had the same outcome.
 * The page is made from a request that holds nothing of anybody's, so nothing of one can get to another. It is never older
 * than the visit of any who share it.
 */
export class SharedPages {
  readonly #options: SharedPagesOptions;
  readonly #turnstile = new Turnstile(TURNS);
  /** Those that are not being made yet, by what they show. */
  readonly #waiting = new Map<string, Group>();

  constructor(options: SharedPagesOptions) {
    this.#options = options;
  }

  /** The page of the room with this code, for somebody with this visit. */
  page(code: string, visit: VisitedRoom): Promise<SharedPage> {
    const key = JSON.stringify([code, outcomeOf(visit)]);
    const found = this.#waiting.get(key);
    if (found !== undefined) {
      if (isNewer(visit, found.visit)) found.visit = visit;
      return found.page;
    }
    const { promise, resolve, reject } = Promise.withResolvers<SharedPage>();
    const group = { visit, page: promise };
    this.#waiting.set(key, group);
    this.#turnstile
      .run(() => {
        this.#waiting.delete(key);
        return this.#make(code, group.visit);
      })
      .then(resolve, reject);
    return promise;
  }

  #make(code: string, visit: VisitedRoom): Promise<SharedPage> {
    const { render, lend } = this.#options;
    const nonce = randomBytes(16).toString('hex');
    return lend(visit, async (ticket) => {
      const headers = {
        host: 'scoreroom',
        accept: 'text/html',
        'content-security-policy': `script-src 'nonce-${nonce}'`,
        [VISIT_HEADER]: ticket,
      };
      return { page: await render({ url: `/r/${code}`, headers }), nonce };
    });
  }
}

/** The code of the room whose page is asked for, as a browser asks that comes in; null where it is another page, or a robot. */
export function sharedCodeOf({
  method,
  url = '',
  headers,
}: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): string | null {
  if (method !== 'GET') return null;
  const code = /^\/r\/(\w{6})$/.exec(url)?.[1];
  if (code === undefined || parseCode(code) !== code) return null;
  // What the framework asks for on a page's behalf is another form of it; robots get theirs in an order of its own.
  if (Object.keys(headers).some((name) => /^(?:rsc$|next-|x-nextjs-)/.test(name))) return null;
  const agent = headers['user-agent'];
  return agent !== undefined && ROBOT.test(agent) ? null : code;
}

const ROBOT = /bot|crawl|spider|preview|external|compatible|https?:/i;

/** All of a visit but the board, which may move on. */
function outcomeOf(visit: VisitedRoom): unknown {
  return visit.kind === 'in' ? [visit.you, visit.origin] : visit.kind;
}

function isNewer(a: VisitedRoom, b: VisitedRoom): boolean {
  if (a.kind !== 'in' || b.kind !== 'in') return false;
  return a.snapshot.epoch !== b.snapshot.epoch || a.snapshot.version > b.snapshot.version;
}
