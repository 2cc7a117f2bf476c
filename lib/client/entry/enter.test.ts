import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settle } from '#lib/testing/fake-clock.ts';
import { enterByLink } from './enter.ts';

const KEY = 'k'.repeat(43);

/** A page at `/r/CCCCCC` or below, opened by a link. */
function open(pathname: string, answer: () => Promise<Response>) {
  const moves: string[] = [];
  const fetched = vi.fn<typeof fetch>(answer);
  const location = {
    pathname,
    search: '',
    hash: `#key=${KEY}`,
    replace: (to: string) => moves.push(to),
    reload: () => moves.push('reload'),
  };
  vi.stubGlobal('location', location);
  vi.stubGlobal('history', {
    state: null,
    replaceState: (_state: unknown, _title: string, to: string) => {
      location.hash = '';
      moves.push(`at ${to}`);
    },
  });
  vi.stubGlobal('fetch', fetched);
  return { moves, fetched };
}

const says = (status: number, body: object) => () =>
  Promise.resolve(Response.json(body, { status }));

describe('a secret link', () => {
  beforeEach(() => vi.resetModules());
  afterEach(() => vi.unstubAllGlobals());

  it('of a host leads to the host’s page, with the key out of the address', async () => {
    const { moves, fetched } = open('/r/CCCCCC', says(200, { role: 'host' }));
    void enterByLink('CCCCCC');
    await settle();
    await vi.waitUntil(() => moves.length === 2);
    expect(moves).toEqual(['at /r/CCCCCC', '/r/CCCCCC/host']);
    const [url, init] = fetched.mock.calls[0] ?? [];
    expect(url).toBe('/api/v1/rooms/CCCCCC/enter');
    expect(init?.body).toBe(JSON.stringify({ key: KEY }));
  });

  it.each([
    [401, { kind: 'unauthorized', detail: 'Send the host key.' }, 'ask the host for a new one'],
    [403, { kind: 'not_allowed', detail: 'Of another room.' }, 'ask the host for a new one'],
    [429, { kind: 'rate_limited', detail: 'Wait a minute.' }, 'Wait a minute.'],
  ])(
    'that opens nothing (%i) says so, and leaves the page to a guest',
    async (status, body, words) => {
      const { enterByLink: enter } = await import('./enter.ts');
      const { moves } = open('/r/CCCCCC', says(status, body));
      expect(await enter('CCCCCC')).toContain(words);
      expect(moves).toEqual(['at /r/CCCCCC']);
    },
  );

  it('is exchanged once, however often it is asked for', async () => {
    const { enterByLink: enter } = await import('./enter.ts');
    const { fetched } = open('/r/CCCCCC', says(401, { kind: 'unauthorized' }));
    await Promise.all([enter('CCCCCC'), enter('CCCCCC')]);
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it('says so where the server cannot be reached', async () => {
    const { enterByLink: enter } = await import('./enter.ts');
    open('/r/CCCCCC', () => Promise.reject(new TypeError('offline')));
    expect(await enter('CCCCCC')).toContain('could not be reached');
  });
});
