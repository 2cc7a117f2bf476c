import { expect, it } from 'vitest';
import { settle } from '#lib/testing/fake-clock.ts';
import { viewOfBoard } from './testing/visits.ts';
import { VISIT_HEADER, type VisitedRoom } from './page-source.ts';
import type { PageRequest, RenderedPage } from './render-in-memory.ts';
import { sharedCodeOf, SharedPages } from './shared-pages.ts';

/** A press that prints when the test says so. */
function press() {
  const made: { request: PageRequest; visit: VisitedRoom | undefined }[] = [];
  const ends: ((outcome: 'done' | 'failed') => void)[] = [];
  const lent = new Map<string, VisitedRoom>();
  const shared = new SharedPages({
    async render(request): Promise<RenderedPage> {
      made.push({ request, visit: lent.get(request.headers[VISIT_HEADER] ?? '') });
      const outcome = await new Promise((resolve) => ends.push(resolve));
      if (outcome === 'failed') throw new Error('not made');
      return { status: 200, headers: {}, body: Buffer.from(String(made.length)) };
    },
    async lend(visit, work) {
      const ticket = String(lent.size + 1);
      lent.set(ticket, visit);
      return work(ticket);
    },
  });
  const ask = async (visit: VisitedRoom, code = 'CDFGHJ') => {
    const { page } = await shared.page(code, visit);
    return page.body.toString();
  };
  return { made, ask, end: (outcome: 'done' | 'failed' = 'done') => ends.shift()?.(outcome) };
}

it('makes one page for all who come while another is being made', async () => {
  const { made, ask, end } = press();
  const first = ask(viewOfBoard());
  const others = [1, 2, 3, 4].map(() => ask(viewOfBoard()));
  await settle();
  expect(made).toHaveLength(1);
  end();
  await settle();
  expect(made).toHaveLength(2);
  end();
  expect(await first).toBe('1');
  expect(await Promise.all(others)).toEqual(['2', '2', '2', '2']);
});

it('shows nobody a board that is older than the one they were let in to', async () => {
  const { made, ask, end } = press();
  const all = [ask(viewOfBoard({ version: 1 }))];
  for (const version of [2, 4, 3]) all.push(ask(viewOfBoard({ version })));
  end();
  await settle();
  end();
  await Promise.all(all);
  expect(made.map(({ visit }) => visit)).toEqual([
    viewOfBoard({ version: 1 }),
    viewOfBoard({ version: 4 }),
  ]);
});

it('goes by the newer history where the room has a new one', async () => {
  const { made, ask, end } = press();
  const all = [ask(viewOfBoard()), ask(viewOfBoard({ version: 9 }))];
  all.push(ask(viewOfBoard({ epoch: 2, version: 1 })));
  end();
  await settle();
  end();
  await Promise.all(all);
  expect(made[1]?.visit).toEqual(viewOfBoard({ epoch: 2, version: 1 }));
});

it.each<[string, VisitedRoom, string?]>([
  ['another role', viewOfBoard({ role: 'host' })],
  ['another player', viewOfBoard({ player: 1 })],
  ['another origin', viewOfBoard({ origin: 'https://elsewhere.test' })],
  ['no way in', { kind: 'pin' }],
  ['a lock', { kind: 'locked' }],
  ['no room', { kind: 'missing' }],
  ['another room', viewOfBoard(), 'KMNPQR'],
])('does not share with who has %s', async (_, visit, code = 'CDFGHJ') => {
  const { made, ask, end } = press();
  const all = [ask(viewOfBoard()), ask(viewOfBoard()), ask(visit, code)];
  end();
  await settle();
  end();
  await settle();
  end();
  expect(new Set(await Promise.all(all)).size).toBe(3);
  expect(made[2]?.visit).toEqual(visit);
  expect(made[2]?.request.url).toBe(`/r/${code}`);
});

it('tells all who share it where it was not made, and makes the next', async () => {
  const { ask, end } = press();
  const first = ask(viewOfBoard());
  const second = ask(viewOfBoard());
  end('failed');
  await expect(first).rejects.toThrow('not made');
  await settle();
  end();
  expect(await second).toBe('2');
});

it('asks for a page with nothing of anybody’s, and a nonce of its own', async () => {
  const { made, ask, end } = press();
  const all = [ask(viewOfBoard()), ask(viewOfBoard())];
  end();
  await settle();
  end();
  await Promise.all(all);
  const [one, two] = made.map(({ request }) => request.headers['content-security-policy']);
  expect(one).toMatch(/^script-src 'nonce-[\da-f]{32}'$/);
  expect(two).not.toBe(one);
  expect(Object.keys(made[0]?.request.headers ?? {}).toSorted()).toEqual([
    'accept',
    'content-security-policy',
    'host',
    VISIT_HEADER,
  ]);
});

const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15';

it.each<[string, string | null, { method?: string; headers?: Record<string, string> }?]>([
  ['/r/CDFGHJ', 'CDFGHJ'],
  ['/r/CDFGHJ', 'CDFGHJ', { headers: { cookie: 'a=1', 'user-agent': PHONE } }],
  ['/r/CDFGHJ', null, { method: 'HEAD' }],
  ['/r/CDFGHJ', null, { headers: { rsc: '1' } }],
  ['/r/CDFGHJ', null, { headers: { 'next-router-prefetch': '1' } }],
  ['/r/CDFGHJ', null, { headers: { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' } }],
  ['/r/CDFGHJ', null, { headers: { 'user-agent': 'facebookexternalhit/1.1' } }],
  ['/r/CDFGHJ?problem=pin_required', null],
  ['/r/cdfghj', null],
  ['/r/CDFGH0', null],
  ['/r/CDFGHJ/', null],
  ['/r/CDFGHJ/host', null],
  ['/', null],
])('of %j it shares %j (%j)', (url, code, { method = 'GET', headers = {} } = {}) => {
  expect(sharedCodeOf({ method, url, headers })).toBe(code);
});
