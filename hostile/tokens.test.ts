import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Target } from './target.ts';
import { joined, Session } from './wire/session.ts';

const PASSWORD = 'correct horse battery';

let target: Target;
beforeAll(async () => {
  target = await Target.start({ ADMIN_PASSWORD: PASSWORD });
});
afterEach(() => target.expectUndisturbed());
afterAll(() => target.stop());

async function reset(key: string, code = target.board.code): Promise<number> {
  const answer = await fetch(`${target.url}/api/v1/rooms/${code}/reset`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
  });
  return answer.status;
}

function signIn(
  password: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`${target.url}/api/v1/admin/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ password }),
  });
}

describe('keys', () => {
  it('72: one that is empty, or far too long, is unauthorized', async () => {
    expect(await reset('')).toBe(401);
    expect([401, 431]).toContain(await reset('x'.repeat(12_000)));
  });

  it('73: one that is off by a letter is unauthorized', async () => {
    const { hostKey } = target.board;
    const last = hostKey.endsWith('A') ? 'B' : 'A';
    expect(await reset(`${hostKey.slice(0, -2)}${last}${last}`)).toBe(401);
  });

  it('74: one in the address is refused, and not written down', async () => {
    const { code, hostKey } = target.board;
    const answer = await fetch(`${target.url}/api/v1/rooms/${code}?key=${hostKey}`);
    expect(answer.status).toBe(401);
    expect(target.log).not.toContain(hostKey);
  });

  it("75: another room's opens nothing", async () => {
    const other = await target.newBoard();
    expect(await reset(other.hostKey)).toBe(403);
    const session = new Session(target.place);
    await session.connect({ key: other.hostKey });
    expect((await session.join(target.board.code)).error?.kind).toBe('not_allowed');
  });

  it('76: one that is revoked ends its live connection', async () => {
    const { code, hostKey } = await target.newBoard();
    const headers = { authorization: `Bearer ${hostKey}`, 'content-type': 'application/json' };
    const links = `${target.url}/api/v1/rooms/${code}/links`;
    const body = JSON.stringify({ role: 'scorekeeper', label: 'Table 4' });
    const link = (await (await fetch(links, { method: 'POST', headers, body })).json()) as {
      id: string;
      key: string;
    };
    const { socket } = await joined(target.place, code, { key: link.key });
    await fetch(`${links}/${link.id}`, { method: 'DELETE', headers });
    await socket.closed();
  });

  it('nothing that is secret is written down', () => {
    expect(target.log).not.toContain(target.board.hostKey);
    expect(target.log).not.toContain(PASSWORD);
  });
});

describe('the admin', () => {
  const rooms = (cookie: string) =>
    fetch(`${target.url}/api/v1/admin/rooms`, { headers: { cookie } });

  const cookieOf = (answer: Response) => answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';

  it('78: a cookie that is there twice, or huge, opens nothing', async () => {
    const cookie = cookieOf(await signIn(PASSWORD));
    expect((await rooms(cookie)).status).toBe(200);
    expect((await rooms(`${cookie}; ${cookie}`)).status).toBe(401);
    expect([401, 431]).toContain((await rooms(`${cookie}; x=${'y'.repeat(9_000)}`)).status);
  });

  it('79: behind 50 wrong passwords at once the right one still comes in', async () => {
    const wrong = Array.from({ length: 50 }, (_, index) => signIn(`wrong password ${index}`));
    const answers = await Promise.all(wrong);
    expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true);
    await expect
      .poll(async () => (await signIn(PASSWORD)).status, { timeout: 60_000, interval: 1_000 })
      .toBe(204);
  }, 90_000);

  it('80: a password of a megabyte is refused unread', async () => {
    const answer = await signIn('x'.repeat(1_000_000));
    expect([400, 413]).toContain(answer.status);
  });

  it('81: a session that was there before the sign-in is not the one after it', async () => {
    const planted = `scoreroom_admin=${'A'.repeat(43)}`;
    let answer = await signIn(PASSWORD, { cookie: planted });
    for (let tries = 0; answer.status === 429 && tries < 60; tries += 1) {
      const waitMs = Number(answer.headers.get('retry-after') ?? 1) * 1_000;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      answer = await signIn(PASSWORD, { cookie: planted });
    }
    expect(answer.status).toBe(204);
    expect(cookieOf(answer)).not.toBe(planted);
    expect((await rooms(planted)).status).toBe(401);
  }, 90_000);
});
