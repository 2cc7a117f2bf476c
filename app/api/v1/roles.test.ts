import type { Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PERMISSIONS, permissionOf, type Deed } from '#lib/board/permission.ts';
import { ACTION_TYPES, type Action, type ActionType } from '#lib/protocol/actions.ts';
import type { PushAck } from '#lib/protocol/messages.ts';
import { ROLES, type Role } from '#lib/protocol/roles.ts';
import { SCORING_POLICIES, type Settings } from '#lib/protocol/settings.ts';
import { createSecret, deviceIdOf } from '#lib/server/access/secret.ts';
import { setRuntime } from '#lib/server/runtime/current.ts';
import { ask, SocketKit, tap } from '#lib/server/socket/testing/socket-kit.ts';
import { startTestServer, type TestServer } from '#lib/testing/test-server.ts';
import { POST as act } from './rooms/[code]/actions/route.ts';
import { GET as readArchives } from './rooms/[code]/archives/route.ts';
import { GET as readDevices } from './rooms/[code]/devices/route.ts';
import { POST as enter } from './rooms/[code]/enter/route.ts';
import { DELETE as revokeLink } from './rooms/[code]/links/[link]/route.ts';
import { GET as readLinks, POST as createLink } from './rooms/[code]/links/route.ts';
import { GET as readLog } from './rooms/[code]/log/route.ts';
import { GET as readPin, PUT as setPin } from './rooms/[code]/pin/route.ts';
import { GET as readRemoved } from './rooms/[code]/removed/route.ts';
import { DELETE as deleteRoom, GET as readRoom } from './rooms/[code]/route.ts';
import { POST as score } from './rooms/[code]/scores/route.ts';

// The whole table of rights: every deed by every role through every door, in the own room and in another one. The page's door
// is REST by the cookie that a page has: whatever a person does there goes by it, or by the socket.

type Handler = (
  request: Request,
  context: { params: Promise<object> },
) => Response | Promise<Response>;

/** What became of a deed: `ok`, or the kind of the refusal. */
type Outcome = string;

/** One person at one door of one room. */
interface Person {
  readonly device: string;
  act(action: Action): Promise<Outcome>;
  score(player: number): Promise<Outcome>;
  /** The rest of REST; null at a door that does not have it. */
  ask(handler: Handler, method: string, more?: { link?: number; body?: object }): Promise<Outcome>;
}

interface Place {
  readonly code: string;
  readonly roomId: number;
  readonly keys: Readonly<Record<Role, string>>;
  readonly host: Person;
  /** A version that can be undone, and one that was. */
  readonly event: number;
  readonly undone: number;
}

let server: TestServer;
let kit: SocketKit;

beforeAll(async () => {
  server = await startTestServer();
  kit = new SocketKit(server.url);
  setRuntime(server.runtime);
});

afterEach(() => kit.close());

afterAll(async () => {
  setRuntime(undefined);
  await server.close();
  expect(server.bugs).toEqual([]);
});

function restPerson(code: string, device: string, headers: Record<string, string>): Person {
  let requests = 0;
  const send: Person['ask'] = async (handler, method, { link = 0, body } = {}) => {
    requests += 1;
    const request = new Request('http://scores.test/', {
      method,
      headers: {
        host: 'scores.test',
        'content-type': 'application/json',
        'idempotency-key': `${device}-${requests}`,
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const params = Promise.resolve({ code, link: String(link) });
    const response = await handler(request, { params });
    if (response.ok) return 'ok';
    return ((await response.json()) as { kind: string }).kind;
  };
  return {
    device,
    ask: send,
    act: (action) => send(act, 'POST', { body: action }),
    score: (player) => send(score, 'POST', { body: { player, delta: 1 } }),
  };
}

function outcomeOf(ack: { ok: boolean; error?: { kind: string } }): Outcome {
  return ack.ok ? 'ok' : (ack.error?.kind ?? '?');
}

async function socketPerson(code: string, device: string, key: string): Promise<Person> {
  const socket: Socket = kit.connect({ auth: { key, device } });
  let clientId = '';
  let taps = 0;
  const join = kit.join(socket, code).then(
    (joined) => {
      clientId = joined.clientId;
      return 'ok';
    },
    (refusal: unknown) => (refusal instanceof Error ? refusal.message : '?'),
  );
  const joined = await join;
  const inRoom = async (ask_: () => Promise<Outcome>) => (joined === 'ok' ? ask_() : joined);
  return {
    device,
    act: (action) => inRoom(async () => outcomeOf(await ask(socket, 'act', { action }))),
    score: (player) =>
      inRoom(async () => {
        taps += 1;
        const push = { clientId, mutations: [tap(taps, { player, generation: 2 })] };
        const ack = await ask<PushAck>(socket, 'push', push);
        return ack.ok ? (ack.refused?.[0]?.[1] ?? 'ok') : ack.error.kind;
      }),
    // A socket has one deed more than actions and taps.
    ask: (_, method) =>
      inRoom(async () =>
        method === 'CHEER'
          ? outcomeOf(await ask(socket, 'message', { kind: 'cheer', emoji: '🎉' }))
          : 'ok',
      ),
  };
}

const DOORS = ['the socket', 'REST', 'the page'] as const;
type Door = (typeof DOORS)[number];

/** Somebody who holds a key, at one door; `own` is the room of the key. */
async function come(door: Door, code: string, key: string, own: Place): Promise<Person> {
  const device = createSecret();
  switch (door) {
    case 'the socket':
      return socketPerson(code, device, key);
    case 'REST': {
      const headers = { authorization: `Bearer ${key}`, 'scoreroom-device': device };
      return restPerson(code, device, headers);
    }
    case 'the page': {
      const request = new Request('http://scores.test/', {
        method: 'POST',
        headers: { host: 'scores.test', 'content-type': 'application/json' },
        body: JSON.stringify({ key }),
      });
      const entered = await enter(request, { params: Promise.resolve({ code: own.code }) });
      const [cookie = ''] = entered.headers.getSetCookie()[0]?.split(';') ?? [];
      return restPerson(code, cookie.split('=')[1] ?? '', { cookie });
    }
    default:
      throw new Error(door);
  }
}

/** A room in its second generation, with something to undo, to redo, and to restore. */
async function open(settings: Partial<Settings> = {}): Promise<Place> {
  const { rooms, links } = server.runtime;
  const players = ['Ada', 'Grace', 'Linus', 'Ken'];
  const { code, hostKey } = await rooms.create({ name: 'Quiz night', players, settings });
  const roomId = await rooms.withRoom(code, (room) => room.roomId);
  const keys: Record<Role, string> = {
    host: hostKey,
    scorekeeper: '',
    participant: '',
    spectator: '',
  };
  for (const role of ROLES) {
    if (role !== 'host') keys[role] = (await links.create(roomId, { role, label: role })).key;
  }
  const host = restPerson(code, createSecret(), { authorization: `Bearer ${hostKey}` });
  const actions: Action[] = [
    { type: 'reset' },
    { type: 'remove-player', player: 4 },
    { type: 'set-score', player: 1, score: 5 },
    { type: 'set-score', player: 2, score: 5 },
    { type: 'undo', event: 5 },
  ];
  for (const action of actions) expect(await host.act(action)).toBe('ok');
  return { code, roomId, keys, host, event: 4, undone: 5 };
}

/** How each deed is tried: once, by somebody, in a room that is as {@link open} leaves it. */
type Try = (person: Person, place: Place) => Promise<Outcome>;

const ACTIONS: Record<ActionType, (place: Place) => Action> = {
  'add-players': () => ({ type: 'add-players', names: ['Zoe'] }),
  'change-player': () => ({ type: 'change-player', player: 1, name: 'Zoe' }),
  'order-players': () => ({ type: 'order-players', players: [2, 1] }),
  'merge-players': () => ({ type: 'merge-players', player: 2, into: 1 }),
  'remove-player': () => ({ type: 'remove-player', player: 2 }),
  'restore-player': () => ({ type: 'restore-player', player: 4 }),
  'take-part': () => ({ type: 'take-part', name: 'Zoe' }),
  'claim-player': () => ({ type: 'claim-player', player: 1 }),
  'release-player': () => ({ type: 'release-player', player: 1 }),
  'block-claim': () => ({ type: 'block-claim', player: 1, blocked: true }),
  'set-score': () => ({ type: 'set-score', player: 1, score: 9 }),
  undo: ({ event }) => ({ type: 'undo', event }),
  redo: ({ undone }) => ({ type: 'redo', event: undone }),
  'undo-own': () => ({ type: 'undo-own' }),
  reset: () => ({ type: 'reset' }),
  'reset-player': () => ({ type: 'reset-player', player: 1 }),
  'restore-generation': () => ({ type: 'restore-generation', generation: 1 }),
  'rename-room': () => ({ type: 'rename-room', name: 'Sports day' }),
  'change-settings': () => ({ type: 'change-settings', settings: { floor: true } }),
  announce: () => ({ type: 'announce', text: 'Last round!' }),
};

/** All ways to a deed must come to the same. */
async function same(...tries: Promise<Outcome>[]): Promise<Outcome> {
  const outcomes = [...new Set(await Promise.all(tries))];
  return outcomes.join(' or ');
}

const OTHERS: Record<Exclude<Deed, ActionType>, Try> = {
  read: (person) => person.ask(readRoom, 'GET'),
  score: (person) => person.score(1),
  cheer: (person) => person.ask(readRoom, 'CHEER'),
  'read-log': (person) => person.ask(readLog, 'GET'),
  'read-archive': (person) => same(person.ask(readArchives, 'GET'), person.ask(readRemoved, 'GET')),
  'read-devices': (person) => person.ask(readDevices, 'GET'),
  'manage-links': async (person, { roomId }) => {
    const [link] = await server.runtime.links.list(roomId);
    const body = { role: 'host', label: 'mine' };
    const made = same(person.ask(readLinks, 'GET'), person.ask(createLink, 'POST', { body }));
    // The first is the host key itself, so last.
    return same(
      Promise.resolve(await made),
      person.ask(revokeLink, 'DELETE', { link: link?.id ?? 0 }),
    );
  },
  'set-pin': (person) =>
    same(person.ask(readPin, 'GET'), person.ask(setPin, 'PUT', { body: { pin: '4711' } })),
  'delete-room': (person) => person.ask(deleteRoom, 'DELETE'),
};

/** Deeds that only one kind of door has. */
function hasDoor(deed: Deed, door: Door): boolean {
  if (deed === 'cheer') return door === 'the socket';
  const isEverywhere =
    deed === 'read' || deed === 'score' || ACTION_TYPES.some((type) => type === deed);
  return isEverywhere || door !== 'the socket';
}

function tryOf(deed: Deed): Try {
  if (deed in OTHERS) return OTHERS[deed as keyof typeof OTHERS];
  return async (person, place) => {
    // What is `own` needs something of one's own first; whoever may not even have that is refused all the same.
    if (deed === 'release-player') await person.act({ type: 'claim-player', player: 1 });
    if (deed === 'undo-own') await person.score(1);
    return person.act(ACTIONS[deed as ActionType](place));
  };
}

/** What the table says of a role, in a room that lets anyone score anyone, and anyone take part. */
function expected(role: Role, deed: Deed): Outcome {
  return permissionOf(role, deed) === 'no' ? 'not_allowed' : 'ok';
}

const deeds = Object.keys(PERMISSIONS) as Deed[];

describe.each(DOORS)('by %s', (door) => {
  it.each(deeds.filter((deed) => hasDoor(deed, door)))(
    '%s is for whom the table says, in the room of the link and in no other',
    async (deed) => {
      const rooms = () => open({ selfJoin: true });
      let other = await rooms();
      for (const role of ROLES) {
        const own = await rooms();
        // Refused by every key, it stays as it was; as a participant one can change it.
        if (door === 'the page') other = await rooms();
        // A key that is shown is for its room. A device that holds one may be somebody else elsewhere: a participant.
        const stranger = await come(door, other.code, own.keys[role], own);
        const elsewhere = door === 'the page' ? expected('participant', deed) : 'not_allowed';
        const tried = await tryOf(deed)(stranger, other);
        expect([role, 'elsewhere', tried]).toEqual([role, 'elsewhere', elsewhere]);
        const person = await come(door, own.code, own.keys[role], own);
        expect([role, await tryOf(deed)(person, own)]).toEqual([role, expected(role, deed)]);
      }
    },
    60_000,
  );

  it('an admin is a host', async () => {
    const device = createSecret();
    const place = await open();
    const session = await server.runtime.admin.sessions.begin(null);
    const person =
      door === 'the socket'
        ? await adminSocket(place.code, session)
        : restPerson(place.code, device, { cookie: `scoreroom_admin=${session}` });
    expect(await person.act({ type: 'reset' })).toBe('ok');
  });

  it.each(SCORING_POLICIES)(
    'in a room for %s, taps count for whom the policy lets',
    async (scoring) => {
      const allowed: Record<Settings['scoring'], (role: Role, isOwn: boolean) => boolean> = {
        anyone: (role) => role !== 'spectator',
        self: (role, isOwn) =>
          role === 'host' || role === 'scorekeeper' || (role === 'participant' && isOwn),
        scorekeepers: (role) => role === 'host' || role === 'scorekeeper',
        host: (role) => role === 'host',
      };
      for (const role of ROLES) {
        const place = await open({ scoring });
        const person = await come(door, place.code, place.keys[role], place);
        await person.act({ type: 'claim-player', player: 2 });
        for (const player of [2, 1]) {
          const may = allowed[scoring](role, player === 2);
          expect([role, player, await person.score(player)]).toEqual([
            role,
            player,
            may ? 'ok' : 'not_allowed',
          ]);
        }
      }
    },
  );

  it('nobody but a host releases the player of somebody else', async () => {
    for (const role of ROLES) {
      const place = await open();
      const ada = restPerson(place.code, createSecret(), {});
      const other = createSecret();
      const claims = restPerson(place.code, other, { 'scoreroom-device': other });
      expect(await claims.act({ type: 'claim-player', player: 1 })).toBe('ok');
      expect(await ada.score(1)).toBe('ok');
      const person = await come(door, place.code, place.keys[role], place);
      const released = await person.act({ type: 'release-player', player: 1 });
      expect([role, released]).toEqual([role, role === 'host' ? 'ok' : 'not_allowed']);
      const claimedBy = await server.runtime.rooms.withRoom(
        place.code,
        (room) => room.board.players.get(1)?.claimedBy,
      );
      expect(claimedBy).toBe(role === 'host' ? null : deviceIdOf(other));
    }
  });

  it('nobody takes part by themselves where the room is not for that, but hosts and scorekeepers', async () => {
    for (const role of ROLES) {
      const place = await open({ selfJoin: false });
      const person = await come(door, place.code, place.keys[role], place);
      const may = role === 'host' || role === 'scorekeeper';
      expect([role, await person.act({ type: 'take-part', name: 'Zoe' })]).toEqual([
        role,
        may ? 'ok' : 'not_allowed',
      ]);
    }
  });
});

async function adminSocket(code: string, session: string): Promise<Person> {
  const socket = kit.connect({ extraHeaders: { cookie: `scoreroom_admin=${session}` } });
  await kit.join(socket, code);
  return {
    device: '',
    act: async (action) => outcomeOf(await ask(socket, 'act', { action })),
    score: async () => 'ok',
    ask: async () => 'ok',
  };
}
