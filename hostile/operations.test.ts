import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Board, Target } from './target.ts';
import { joined, type Session, tap } from './wire/session.ts';

let target: Target;
let board: Board;
beforeAll(async () => {
  target = await Target.start();
  board = await target.newBoard();
});
afterEach(() => target.expectUndisturbed());
afterAll(() => target.stop());

const join = (auth: object = {}) => joined(target.place, board.code, auth);
const score = () => target.scoreOf(board.code);

/** A push whose mutation is written out as JSON, so that it may hold what JSON.stringify would never write. */
function pushText({ clientId }: Session, text: string): string {
  return `{"clientId":"${clientId}","mutations":[${text}]}`;
}

function mutation(change: Readonly<Record<string, string>>): string {
  const fields = { id: '1', type: '"score"', generation: '1', player: '1', delta: '1', ...change };
  return `{${Object.entries(fields)
    .map(([name, value]) => `"${name}":${value}`)
    .join(',')}}`;
}

describe('mutations', () => {
  it.each([
    ['41: a change of 0', { delta: '0' }],
    ['41: a change of 1.5', { delta: '1.5' }],
    ['41: a change of 1e400', { delta: '1e400' }],
    ['41: a change of "1"', { delta: '"1"' }],
    ['41: a change of true', { delta: 'true' }],
    ['41: a change of null', { delta: 'null' }],
    ['41: a change of [1]', { delta: '[1]' }],
    ['42: a change of 2^53 + 1', { delta: '9007199254740993' }],
    ['42: a change of -0', { delta: '-0' }],
    ['43: the id 0', { id: '0' }],
    ['43: the id "1"', { id: '"1"' }],
    ['43: the id 1.5', { id: '1.5' }],
    ['43: the id -1', { id: '-1' }],
    ['43: the id {}', { id: '{}' }],
    ['51: a key too many', { isAdmin: 'true' }],
    ['51: a key of the prototype', { __proto__x: '1', constructor: '{"prototype":{}}' }],
    ['57: a generation of "1"', { generation: '"1"' }],
    ['57: a generation of -1', { generation: '-1' }],
    ['a player of 1.5', { player: '1.5' }],
    ['a type of "reset"', { type: '"reset"' }],
  ])('%s is refused and changes nothing', async (_, change) => {
    const session = await join();
    const before = await score();
    const answer = await session.ask('push', pushText(session, mutation(change)));
    expect(answer.error?.kind).toBe('invalid_message');
    expect(await score()).toBe(before);
    // The id is not spent: the same client goes on with it.
    expect((await session.push(tap(1))).ok).toBe(true);
    session.socket.end();
  });

  it('44: sent again, a mutation has the verdict that it had', async () => {
    const session = await join();
    const before = (await score()) ?? 0;
    await session.push(tap(1, { delta: 3 }));
    const again = await session.push(tap(1, { delta: 3 }));
    expect(again).toMatchObject({ ok: true, upTo: 1, duplicates: [1] });
    expect(await score()).toBe(before + 3);
  });

  it('45: another mutation under a used id is an operation conflict', async () => {
    const session = await join();
    const before = (await score()) ?? 0;
    await session.push(tap(1, { delta: 3 }));
    const other = await session.push(tap(1, { delta: 5 }));
    expect(other).toMatchObject({ ok: true, refused: [[1, 'operation_conflict']] });
    expect(await score()).toBe(before + 3);
  });

  it('46: a client id that is made up has its own count', async () => {
    const session = await join();
    const mutations = JSON.stringify([tap(7)]);
    const answer = await session.ask(
      'push',
      `{"clientId":"${'z'.repeat(22)}","mutations":${mutations}}`,
    );
    expect(answer.error).toMatchObject({ kind: 'out_of_order', expected: 1 });
  });

  it('47: a gap is answered with the id that is due', async () => {
    const session = await join();
    expect((await session.push(tap(5))).error).toMatchObject({ kind: 'out_of_order', expected: 1 });
    expect((await session.push(tap(1), tap(3))).error?.kind).toBe('invalid_message');
  });

  it('48: a tap of an earlier or later generation does not count', async () => {
    const session = await join();
    const before = await score();
    const answer = await session.push(tap(1, { generation: 9 }));
    expect(answer).toMatchObject({ ok: true, refused: [[1, 'stale_generation']] });
    expect(await score()).toBe(before);
  });

  it('49: a room that there is none of is answered like any other', async () => {
    const session = await join();
    expect((await session.ask('join', '{"room":"YYYYYY"}')).ok).toBe(false);
    for (const room of ['YYYYYY', '__proto__', '', 'x'.repeat(5_000)]) {
      const other = await target.newBoard();
      const fresh = await joined(target.place, other.code);
      expect((await fresh.join(room)).ok).toBe(false);
      fresh.socket.end();
    }
  });

  it('50: a push of 101 mutations is refused', async () => {
    const session = await join();
    const many = Array.from({ length: 101 }, (_, index) => tap(index + 1));
    expect((await session.push(...many)).error?.kind).toBe('invalid_message');
  });

  it('52: a score has a ceiling', async () => {
    const own = await target.newBoard();
    const session = await joined(target.place, own.code);
    let refused = 0;
    for (let id = 1; id <= 1_010 && refused === 0; id += 100) {
      const many = Array.from({ length: 100 }, (_, index) => tap(id + index, { delta: 1_000_000 }));
      const answer = await session.push(...many);
      refused = Array.isArray(answer['refused']) ? answer['refused'].length : 0;
    }
    expect(refused).toBeGreaterThan(0);
    expect(await target.scoreOf(own.code)).toBe(1_000_000_000);
  });

  it("53: nobody's clock is asked", async () => {
    const session = await join();
    const answer = await session.ask('push', pushText(session, mutation({ at: '99999999999999' })));
    expect(answer.error?.kind).toBe('invalid_message');
    expect((await session.push(tap(1))).ok).toBe(true);
  });

  it('54: thousands of taps at once are asked to come later, and count then', async () => {
    const session = await join();
    let next = 1;
    let told: unknown = null;
    for (let round = 0; round < 60 && told === null; round += 1) {
      const many = Array.from({ length: 100 }, (_, index) => tap(next + index));
      const answer = await session.push(...many);
      if (answer.ok) next += 100;
      else told = answer.error;
    }
    expect(told).toMatchObject({ kind: 'rate_limited', retryable: true });
    expect(told).toHaveProperty('retryAfterMs', expect.any(Number));
  });
});

describe('rights and keys', () => {
  const act = (session: Session, action: object, key?: string) =>
    session.ask('act', JSON.stringify({ action, ...(key !== undefined && { key }) }));

  it('55: a participant resets nothing', async () => {
    const session = await join();
    expect((await act(session, { type: 'reset' })).error?.kind).toBe('not_allowed');
  });

  it('56: a reset under one key resets once', async () => {
    const own = await target.newBoard();
    const host = await joined(target.place, own.code, { key: own.hostKey });
    const first = await act(host, { type: 'reset' }, 'one');
    const second = await act(host, { type: 'reset' }, 'one');
    expect(first).toMatchObject({ ok: true, generation: 2, duplicate: false });
    expect(second).toMatchObject({ ok: true, generation: 2, duplicate: true });
  });

  it.each(['-1', '"7"', '99999999', '1e400', '{}', '[]', 'null'])(
    '57: at version %s everybody is given the whole board',
    async (version) => {
      const session = await join();
      const answer = await session.ask('sync', `{"epoch":${version},"version":${version}}`);
      expect(answer).toMatchObject({ ok: true, snapshot: { code: board.code } });
    },
  );

  it('58: of a new name and a removal that race, each has one answer', async () => {
    const own = await target.newBoard();
    const host = await joined(target.place, own.code, { key: own.hostKey });
    const other = await joined(target.place, own.code, { key: own.hostKey });
    const [renamed, removed] = await Promise.all([
      act(host, { type: 'change-player', player: 2, name: 'Zoe' }),
      act(other, { type: 'remove-player', player: 2 }),
    ]);
    expect(removed.ok).toBe(true);
    expect(renamed.ok || renamed.error?.kind === 'unknown_player').toBe(true);
  });
});

describe('names', () => {
  const create = async (name: unknown, players: readonly unknown[] = []) => {
    const answer = await fetch(`${target.url}/api/v1/rooms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, players }),
    });
    return {
      status: answer.status,
      body: (await answer.json()) as { code?: string; kind?: string },
    };
  };

  it.each([
    '<img src=x onerror=alert(1)>',
    '</script><script>alert(1)',
    '{{7*7}}',
    "' OR 1=1--",
    '%s%n',
    '=1+1',
    '+1',
    '@x',
  ])('59, 60 and 69: %s is a name like any other', async (name) => {
    const { status, body } = await create(name, [name]);
    expect(status).toBe(201);
    const page = await (await fetch(`${target.url}/r/${body.code}`)).text();
    expect(page).not.toContain('<img src=x');
    expect(page).not.toContain('</script><script>alert');
  });

  it.each([
    ['61: directions', 'Ada\u202egnp'],
    ['61: isolates', 'Ada\u2066x'],
    ['62: piles of accents', `A${'\u0301'.repeat(200)}`],
    ['63: nothing to see', '\u200b\u3164\u2800'],
    ['64: letters of two alphabets that look alike', '\u0430dmin'],
    ['66: NUL', 'A\u0000'],
    ['66: a line break', 'A\nB'],
    ['66: C1', 'A\u0085'],
    ['67: tags', 'A\u{e0041}'],
    ['67: private use', 'A\ue000'],
    ['67: what is nobody', 'A\u0378'],
    ['71: 50 KB', 'a '.repeat(25_000)],
  ])('%s is refused', async (_, name) => {
    expect((await create(name)).status).toBe(400);
    expect((await create('Fine', [name])).status).toBe(400);
  });

  it('65: half a surrogate pair is refused', async () => {
    const answer = await fetch(`${target.url}/api/v1/rooms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"A\\ud800"}',
    });
    expect(answer.status).toBe(400);
  });

  it('68: the same name in other letters is taken', async () => {
    const { status, body } = await create('Fine', ['Zo\u00eb', 'Zoe\u0308']);
    expect(status).toBe(409);
    expect(body.kind).toBe('name_taken');
    expect((await create('Fine', ['Ada', '\uff21da'])).status).toBe(409);
  });
});
