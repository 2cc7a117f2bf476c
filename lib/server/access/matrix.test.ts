import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Socket } from 'socket.io-client';
import { mayScore, permissionOf, PERMISSIONS, type Deed } from '#lib/board/permission.ts';
import type { Action, ActionType } from '#lib/protocol/actions.ts';
import { ACTION_TYPES } from '#lib/protocol/actions.ts';
import type { CreateRoom } from '#lib/protocol/rest.ts';
import { toWireError } from '#lib/protocol/errors.ts';
import { ROLES, type Role } from '#lib/protocol/roles.ts';
import { SCORING_POLICIES, type Settings } from '#lib/protocol/settings.ts';
import { setRuntime } from '#lib/server/runtime/current.ts';
import { actor } from '#lib/testing/actors.ts';
import { startTestServer, type TestServer } from '#lib/testing/test-server.ts';
import { POST as act } from '../../../app/api/v1/rooms/[code]/actions/route.ts';
import { GET as readArchives } from '../../../app/api/v1/rooms/[code]/archives/route.ts';
import { GET as readDevices } from '../../../app/api/v1/rooms/[code]/devices/route.ts';
import { GET as readLinks } from '../../../app/api/v1/rooms/[code]/links/route.ts';
import { GET as readLog } from '../../../app/api/v1/rooms/[code]/log/route.ts';
import { PUT as setPin } from '../../../app/api/v1/rooms/[code]/pin/route.ts';
import { DELETE as deleteRoom, GET as readRoom } from '../../../app/api/v1/rooms/[code]/route.ts';
import { POST as score } from '../../../app/api/v1/rooms/[code]/scores/route.ts';
import type { Room } from '../room/room.ts';
import { ask, SocketKit, tap } from '../socket/testing/socket-kit.ts';
import { cookieName, DEVICE_COOKIE } from './cookies.ts';
import { ADMIN_COOKIE } from './credentials.ts';
import { createSecret, deviceIdOf } from './secret.ts';

// Every cell of the table of rights, by each door and in each kind of room. What is tried is made from the table: a row that
// is new there and has no example here fails the first test.

const PASSWORD = 'correct horse';
const PIN = '4711';

let server: TestServer;
let kit: SocketKit;
/** The secret of an admin's session. */
let admin: string;

beforeAll(async () => {
  server = await startTestServer({ adminPassword: PASSWORD });
  kit = new SocketKit(server.url);
  setRuntime(server.runtime);
  const caller = { address: '127.0.0.1', device: null, admin: null };
  admin = await server.runtime.admin.door.signIn(PASSWORD, caller);
});

afterEach(() => kit.close());

afterAll(async () => {
  setRuntime(undefined);
  await server.close();
  expect(server.bugs).toEqual([]);
});

// ---------------------------------------------------------------- who

const PEOPLE = [...ROLES, 'admin'] as const;
type PersonKind = (typeof PEOPLE)[number];

interface Person {
  readonly role: Role;
  readonly key: string | null;
  readonly admin: string | null;
  /** The secret of the device, and its id. */
  readonly device: string;
  readonly deviceId: string;
}

const roleOf = (kind: PersonKind): Role => (kind === 'admin' ? 'host' : kind);

/** Somebody at a new device, with what makes them what they are in the room: a link, a session, or the bare code. */
async function arrive(kind: PersonKind, room: Room): Promise<Person> {
  const device = createSecret();
  const person = {
    role: roleOf(kind),
    key: null,
    admin: null,
    device,
    deviceId: deviceIdOf(device),
  };
  if (kind === 'admin') return { ...person, admin };
  if (kind === 'participant') return person;
  const { key } = await server.runtime.links.create(room.roomId, { role: kind, label: kind });
  return { ...person, key };
}

function headersOf({ key, admin: session, device }: Person): Record<string, string> {
  return {
    'scoreroom-device': device,
    ...(key !== null && { authorization: `Bearer ${key}` }),
    ...(session !== null && { cookie: `${cookieName(ADMIN_COOKIE, false)}=${session}` }),
  };
}

// ---------------------------------------------------------------- what

/** One try at a deed: in a room so set, and about what is theirs or somebody else's. */
interface Scenario {
  readonly name: string;
  readonly settings?: Partial<Settings>;
  readonly isOwn: boolean;
  readonly isAllowed: boolean;
}

/** What the table says of a role and a deed, as tries. */
function scenariosOf(role: Role, deed: Deed): readonly Scenario[] {
  if (deed === 'score') {
    return SCORING_POLICIES.flatMap((scoring) =>
      [true, false].map((isOwn) => ({
        name: `${deed} of ${isOwn ? 'their own' : 'another'} where ${scoring} may`,
        settings: { scoring },
        isOwn,
        isAllowed: mayScore(role, { scoring }, isOwn),
      })),
    );
  }
  const permission = permissionOf(role, deed);
  switch (permission) {
    case 'yes':
    case 'no':
      return [{ name: deed, isOwn: false, isAllowed: permission === 'yes' }];
    case 'own':
      return [true, false].map((isOwn) => ({
        name: `${deed} of ${isOwn ? 'their own' : 'another'}`,
        isOwn,
        isAllowed: isOwn,
      }));
    case 'policy':
      return [true, false].map((selfJoin) => ({
        name: `${deed} where people ${selfJoin ? 'may' : 'may not'}`,
        settings: { selfJoin },
        isOwn: false,
        isAllowed: selfJoin,
      }));
  }
}

/** What a deed needs to be there before: done by the room itself, whoever tries then. */
type Prepare = (room: Room, person: Person, scenario: Scenario) => Promise<void>;

const asHost = (room: Room, action: Action) => room.act(actor('host'), action);
const removeGrace: Prepare = async (room) =>
  void (await asHost(room, { type: 'remove-player', player: 2 }));
const scoreAda: Prepare = async (room) =>
  void (await asHost(room, { type: 'set-score', player: 1, score: 5 }));
/** Grace is played by the person, or by somebody else. */
const claimGrace: Prepare = async (room, { deviceId }, { isOwn }) => {
  const device = isOwn ? deviceId : "somebody else's";
  await room.act(actor('participant', device), { type: 'claim-player', player: 2 });
};
const tapOnce: Prepare = async (room, { deviceId }, { isOwn }) => {
  const device = isOwn ? deviceId : "somebody else's";
  await server.runtime.rooms.score(
    room,
    actor('host', device),
    { player: 1, delta: 1 },
    createSecret(),
  );
};

interface ActionExample {
  readonly action: Action;
  readonly prepare?: Prepare;
}

/** The board has Ada (1) and Grace (2), at version 1 and in generation 1. */
const ACTIONS: Readonly<Record<ActionType, ActionExample>> = {
  'add-players': { action: { type: 'add-players', names: ['Linus'] } },
  'change-player': { action: { type: 'change-player', player: 1, name: 'Edith' } },
  'order-players': { action: { type: 'order-players', players: [2, 1] } },
  'merge-players': { action: { type: 'merge-players', player: 1, into: 2 } },
  'remove-player': { action: { type: 'remove-player', player: 1 } },
  'restore-player': { action: { type: 'restore-player', player: 2 }, prepare: removeGrace },
  'take-part': { action: { type: 'take-part', name: 'Linus' } },
  'claim-player': { action: { type: 'claim-player', player: 2 } },
  'release-player': { action: { type: 'release-player', player: 2 }, prepare: claimGrace },
  'block-claim': { action: { type: 'block-claim', player: 2, blocked: true } },
  'set-score': { action: { type: 'set-score', player: 1, score: 7 } },
  undo: { action: { type: 'undo', event: 2 }, prepare: scoreAda },
  redo: {
    action: { type: 'redo', event: 2 },
    prepare: async (...stage) => {
      await scoreAda(...stage);
      await asHost(stage[0], { type: 'undo', event: 2 });
    },
  },
  'undo-own': { action: { type: 'undo-own' }, prepare: tapOnce },
  reset: { action: { type: 'reset' } },
  'reset-player': { action: { type: 'reset-player', player: 1 }, prepare: scoreAda },
  'restore-generation': {
    action: { type: 'restore-generation', generation: 1 },
    prepare: async (room) => void (await asHost(room, { type: 'reset' })),
  },
  'rename-room': { action: { type: 'rename-room', name: 'Pub night' } },
  'change-settings': { action: { type: 'change-settings', settings: { wins: 'low' } } },
  announce: { action: { type: 'announce', text: 'Five minutes left' } },
};

function isAction(deed: Deed): deed is ActionType {
  return deed in ACTIONS;
}

/** How a deed is refused that is allowed for what is theirs, where that is not by `not_allowed`. */
const REFUSED: Readonly<Partial<Record<Deed, string>>> = { 'undo-own': 'nothing_to_undo' };

// ---------------------------------------------------------------- by which door

/** Tries something; answers `ok` or the kind of the refusal. Null: this door does not have it. */
type Door = (person: Person, room: Room, deed: Deed) => Promise<string | null>;

type Handler = (request: Request, context: { params: Promise<object> }) => unknown;
type OtherDeed = Exclude<Deed, ActionType>;
type RestExample = readonly [method: string, handler: Handler, body?: unknown];

const REST: Readonly<Record<OtherDeed, RestExample | null>> = {
  read: ['GET', readRoom],
  score: ['POST', score, { player: 2, delta: 1 }],
  cheer: null,
  'read-log': ['GET', readLog],
  'read-archive': ['GET', readArchives],
  'read-devices': ['GET', readDevices],
  'manage-links': ['GET', readLinks],
  'set-pin': ['PUT', setPin, { pin: '0815' }],
  'delete-room': ['DELETE', deleteRoom],
};

/** One request for the deed, by whoever these headers make somebody; null where REST knows no such thing. */
async function request(
  headers: Record<string, string>,
  code: string,
  deed: Deed,
): Promise<string | null> {
  const example: RestExample | null = isAction(deed)
    ? ['POST', act, ACTIONS[deed].action]
    : REST[deed];
  if (example === null) return null;
  const [method, handler, body] = example;
  const sent = new Request('http://scores.test/', {
    method,
    headers: {
      ...headers,
      host: 'scores.test',
      'content-type': 'application/json',
      'idempotency-key': createSecret(),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const response = (await handler(sent, { params: Promise.resolve({ code }) })) as Response;
  if (response.ok) return 'ok';
  return ((await response.json()) as { kind: string }).kind;
}

const byRest: Door = (person, { code }, deed) => request(headersOf(person), code, deed);

/** As a page does: the link is exchanged for what the browser's cookie opens, and every request comes from the page. */
const byPage: Door = async (person, room, deed) => {
  try {
    if (person.key !== null) {
      const credentials = server.runtime.credentialsOf(new Headers(headersOf(person)));
      await server.runtime.exchange.byKey(room, { credentials, keepsSecret: true });
    }
  } catch (thrown) {
    return toWireError(thrown).kind;
  }
  const cookies = [`${cookieName(DEVICE_COOKIE, false)}=${person.device}`];
  if (person.admin !== null) cookies.push(`${cookieName(ADMIN_COOKIE, false)}=${person.admin}`);
  const headers = {
    cookie: cookies.join('; '),
    origin: 'http://scores.test',
    'sec-fetch-site': 'same-origin',
  };
  return request(headers, room.code, deed);
};

const bySocket: Door = async (person, { code }, deed) => {
  const { key, device } = person;
  const socket = kit.connect({
    auth: { device, ...(key !== null && { key }) },
    extraHeaders: headersOf({ ...person, key: null }),
  });
  try {
    const clientId = kit.newClientId();
    const joined = await ask(socket, 'join', { room: code, clientId });
    if (joined.error !== undefined || deed === 'read') return joined.error?.kind ?? 'ok';
    return await emit(socket, clientId, deed);
  } finally {
    socket.disconnect();
  }
};

async function emit(socket: Socket, clientId: string, deed: Deed): Promise<string | null> {
  if (isAction(deed)) {
    const { error } = await ask(socket, 'act', { action: ACTIONS[deed].action });
    return error?.kind ?? 'ok';
  }
  if (deed === 'score') {
    const mutations = [tap(1, { player: 2 })];
    const answer = await ask<{ refused?: [number, string][] }>(socket, 'push', {
      clientId,
      mutations,
    });
    return answer.refused?.[0]?.[1] ?? 'ok';
  }
  if (deed === 'cheer') {
    const { error } = await ask(socket, 'message', { kind: 'cheer', emoji: '🎉' });
    return error?.kind ?? 'ok';
  }
  // There is no such event for anybody.
  const { error } = await ask(socket, deed, {});
  return error?.kind === 'unknown_event' ? null : (error?.kind ?? 'ok');
}

const DOORS = [
  { door: 'the page', through: byPage },
  { door: 'REST', through: byRest },
  { door: 'the socket', through: bySocket },
] as const;

// ---------------------------------------------------------------- in which room

async function open(settings: CreateRoom['settings'] = {}): Promise<string> {
  const players = ['Ada', 'Grace'];
  const { code } = await server.runtime.rooms.create({ name: 'Quiz night', players, settings });
  return code;
}

const inRoom = <T>(code: string, use: (room: Room) => Promise<T>) =>
  server.runtime.rooms.withRoom(code, use);

const deeds = Object.keys(PERMISSIONS) as Deed[];

interface Outcomes {
  readonly found: Record<string, string>;
  readonly expected: Record<string, string>;
}

/** A kind of room: how it is set, what keeps people out of it, and whom. */
interface Kind {
  readonly settings?: Partial<Settings>;
  readonly close?: (room: Room) => Promise<void>;
  /** Why somebody gets no further than the door; null where they come in. */
  readonly barrier?: (kind: PersonKind) => string | null;
}

/** Tries all that there is to do, each in a room of its own, as one kind of person. */
async function tryAll(person: PersonKind, through: Door, kind: Kind): Promise<Outcomes> {
  const { settings, close, barrier = () => null } = kind;
  const found: Record<string, string> = {};
  const expected: Record<string, string> = {};
  for (const deed of deeds) {
    const stopped = barrier(person);
    const scenarios = scenariosOf(roleOf(person), deed);
    for (const scenario of stopped === null ? scenarios : scenarios.slice(0, 1)) {
      const code = await open({ ...scenario.settings, ...settings });
      const { room, somebody } = await inRoom(code, async (held) => {
        const visitor = await arrive(person, held);
        const prepare = isAction(deed) ? ACTIONS[deed].prepare : claimGrace;
        if (stopped === null) await prepare?.(held, visitor, scenario);
        await close?.(held);
        return { room: held, somebody: visitor };
      });
      const outcome = await through(somebody, room, deed);
      if (outcome === null) continue;
      found[scenario.name] = outcome;
      const refusal = REFUSED[deed] ?? 'not_allowed';
      const isRefusal = permissionOf(roleOf(person), deed) === 'no' ? 'not_allowed' : refusal;
      expected[scenario.name] = stopped ?? (scenario.isAllowed ? 'ok' : isRefusal);
    }
  }
  return { found, expected };
}

it('there is an example of everything that the table of rights knows', () => {
  const examples = [...Object.keys(ACTIONS), ...Object.keys(REST)];
  expect(examples.toSorted()).toEqual(deeds.toSorted());
  expect(Object.keys(ACTIONS).toSorted()).toEqual(ACTION_TYPES.toSorted());
});

const outsiders: readonly PersonKind[] = ['participant', 'spectator'];

describe.each<{ room: string; kind: Kind }>([
  { room: 'their own room', kind: {} },
  {
    room: 'a room with a PIN that they have not given',
    kind: {
      close: ({ roomId }) => server.runtime.directory.setPin(roomId, PIN),
      barrier: (person) => (person === 'participant' ? 'pin_required' : null),
    },
  },
  {
    room: 'a locked room that they have not been in',
    kind: {
      settings: { locked: true },
      barrier: (person) => (outsiders.includes(person) ? 'room_locked' : null),
    },
  },
  {
    room: 'a room that is closed',
    kind: {
      close: ({ roomId }) => server.runtime.directory.setClosed(roomId, 1),
      barrier: () => 'room_not_found',
    },
  },
])('in $room', ({ kind }) => {
  describe.each(DOORS)('by $door', ({ through }) => {
    it.each(PEOPLE)('as %s: what the table says, and nothing else', async (person) => {
      const { found, expected } = await tryAll(person, through, kind);
      expect(Object.keys(found).length).toBeGreaterThan(20);
      expect(found).toEqual(expected);
    });
  });
});

describe('in another room', () => {
  describe.each(DOORS)('by $door', ({ through }) => {
    it.each(['host', 'scorekeeper', 'spectator'] as const)(
      'the link of a %s opens nothing',
      async (person) => {
        const found: Record<string, string | null> = {};
        const other = await open();
        const somebody = await inRoom(await open(), (own) => arrive(person, own));
        for (const deed of deeds) {
          found[deed] = await inRoom(other, (room) => through(somebody, room, deed));
        }
        const outcomes = new Set(Object.values(found).filter((outcome) => outcome !== null));
        expect(outcomes).toEqual(new Set(['not_allowed']));
      },
    );

    it('a device that is a host elsewhere is a participant', async () => {
      const found: Record<string, string> = {};
      const expected: Record<string, string> = {};
      for (const deed of deeds.filter((one) => permissionOf('participant', one) === 'no')) {
        const outcome = await inRoom(await open(), async (other) => {
          const somebody = await inRoom(await open(), async (own) => {
            const host = await arrive('host', own);
            const credentials = server.runtime.credentialsOf(new Headers(headersOf(host)));
            await server.runtime.exchange.byKey(own, { credentials, keepsSecret: true });
            return { ...host, key: null };
          });
          return through(somebody, other, deed);
        });
        if (outcome === null) continue;
        found[deed] = outcome;
        expected[deed] = 'not_allowed';
      }
      expect(found).toEqual(expected);
    });
  });
});
