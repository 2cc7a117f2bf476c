import { describe, expect, it } from 'vitest';
import { check, losses } from './check.ts';
import {
  keyOf,
  type ActRecord,
  type Check,
  type History,
  type KeptEvent,
  type KeptRoom,
  type SeenBoard,
  type TapRecord,
} from './history.ts';

const ROOM = 'ABC234';

function tap(id: number, more: Partial<TapRecord> = {}): TapRecord {
  return {
    room: ROOM,
    page: 'page',
    generation: 1,
    player: 1,
    delta: 2,
    isSaved: true,
    keys: [keyOf('client', id)],
    verdict: 'counts',
    settledAt: id,
    ...more,
  };
}

function event(version: number, more: Partial<KeptEvent> = {}): KeptEvent {
  return {
    version,
    generation: 1,
    kind: 'tap',
    player: 1,
    delta: 2,
    score: 2 * version,
    about: null,
    clientId: 'client',
    mutationId: version,
    ...more,
  };
}

function verdicts(...ids: readonly number[]) {
  return { mark: ids.at(-1) ?? 0, verdicts: new Map(ids.map((id) => [id, id])) };
}

/** Three taps of one client, each of which makes the version of its id. */
function keptRoom(more: Partial<KeptRoom> = {}): KeptRoom {
  return {
    code: ROOM,
    epoch: 1,
    version: 3,
    generation: 1,
    scores: new Map([[1, 6]]),
    events: [event(1), event(2), event(3)],
    archives: [],
    clients: new Map([['client', verdicts(1, 2, 3)]]),
    ...more,
  };
}

function board(version: number, score: number, more: Partial<SeenBoard> = {}): SeenBoard {
  const at = { room: ROOM, by: 'page', epoch: 1, version, generation: 1 };
  return { ...at, scores: [1, score], pending: [], ...more };
}

const THREE = [tap(1), tap(2), tap(3)];

function checksOf(history: Partial<History>, room = keptRoom()): Check[] {
  const whole = { taps: THREE, acts: [], boards: [], violations: [], ...history };
  return [...new Set(check(whole, [room]).map((violation) => violation.check))];
}

describe('taps', () => {
  it('finds nothing wrong where each tap counts once', () => {
    expect(checksOf({})).toEqual([]);
  });

  it('accepts that a tap without an answer counts, or does not where no outbox had it', () => {
    const lost = tap(0, { keys: [], verdict: null, isSaved: false });
    expect(checksOf({ taps: [tap(1, { verdict: null }), tap(2), tap(3), lost] })).toEqual([]);
  });

  it('finds an acknowledged tap that is not there', () => {
    expect(checksOf({ taps: [...THREE, tap(4)] })).toEqual(['acknowledged-lost']);
  });

  it('finds a tap that an outbox had and nobody decided', () => {
    expect(checksOf({ taps: [...THREE, tap(4, { verdict: null })] })).toEqual(['saved-lost']);
  });

  it('accepts a tap that a reset refused while nobody listened, and no other refusal', () => {
    const client = {
      mark: 4,
      verdicts: new Map<number, number | string>([
        [1, 1],
        [2, 2],
        [3, 3],
        [4, 'stale_generation'],
      ]),
    };
    const room = keptRoom({ clients: new Map([['client', client]]) });
    expect(checksOf({ taps: [...THREE, tap(4, { verdict: null, generation: 0 })] }, room)).toEqual(
      [],
    );
    expect(checksOf({ taps: [...THREE, tap(4, { verdict: null })] }, room)).toEqual([
      'refused-wrongly',
    ]);
  });

  it('finds a tap that counts twice under one id', () => {
    const events = [event(1), event(2), event(3), event(4, { mutationId: 3 })];
    const room = keptRoom({ events, version: 4, scores: new Map([[1, 8]]) });
    expect(checksOf({}, room)).toEqual(['doubled']);
  });

  it('finds a tap that counts under two ids', () => {
    const taps = [tap(1), tap(2, { keys: [keyOf('client', 2), keyOf('client', 3)] })];
    expect(checksOf({ taps })).toEqual(['doubled']);
  });

  it('finds a tap that nobody made, and one that counts as another', () => {
    expect(checksOf({ taps: [tap(1), tap(2)] })).toEqual(['phantom']);
    expect(checksOf({ taps: [tap(1), tap(2), tap(3, { delta: 5 })] })).toEqual(['phantom']);
  });

  it('finds a refused tap that counts', () => {
    expect(checksOf({ taps: [tap(1), tap(2), tap(3, { verdict: 'refused' })] })).toEqual([
      'refused-counted',
    ]);
  });

  it('finds a tap that counts in a generation in which nobody made it', () => {
    const taps = [tap(1), tap(2), tap(3, { generation: 2 })];
    expect(checksOf({ taps })).toEqual(['stale-counted']);
  });
});

describe('totals', () => {
  it('finds a score that is not the sum of its events', () => {
    expect(checksOf({}, keptRoom({ scores: new Map([[1, 7]]) }))).toEqual(['score']);
    expect(
      checksOf({}, keptRoom({ events: [event(1), event(2), event(3, { score: 5 })] })),
    ).toEqual(['score']);
  });

  it('sums each generation by itself', () => {
    const archives = [{ generation: 1, version: 2, scores: new Map([[1, 4]]) }];
    const events = [event(1), event(2), event(4, { generation: 2, score: 2, mutationId: 3 })];
    const reset = act('reset', 'key');
    const clients = new Map([
      ['client', verdicts(1, 2, 3)],
      ['key', verdicts(1)],
    ]);
    const room = keptRoom({
      events,
      archives,
      clients,
      version: 4,
      generation: 2,
      scores: new Map([[1, 2]]),
    });
    const taps = [tap(1), tap(2), tap(3, { generation: 2 })];
    expect(checksOf({ taps, acts: [reset] }, room)).toEqual([]);
    const wrong = { ...room, archives: [{ generation: 1, version: 2, scores: new Map([[1, 5]]) }] };
    expect(checksOf({ taps, acts: [reset] }, wrong)).toEqual(['score']);
  });

  it('finds a mark that is behind its verdicts, and ids that have none', () => {
    const behind = { mark: 2, verdicts: verdicts(1, 2, 3).verdicts };
    expect(checksOf({}, keptRoom({ clients: new Map([['client', behind]]) }))).toEqual(['mark']);
    const gap = { mark: 4, verdicts: verdicts(1, 2, 4).verdicts };
    expect(checksOf({}, keptRoom({ clients: new Map([['client', gap]]) }))).toEqual(['mark']);
  });
});

function act(
  type: string,
  client: string,
  outcome: ActRecord['outcome'] = { kind: 'unknown' },
): ActRecord {
  return { room: ROOM, page: 'page', type, client, outcome };
}

describe('actions', () => {
  const undo = (version: number, about: number, clientId: string) =>
    event(version, { kind: 'undo', about, clientId, mutationId: 1, delta: -2, score: 4 });
  const clients = (...keys: readonly string[]) =>
    new Map([['client', verdicts(1, 2, 3)], ...keys.map((key) => [key, verdicts(1)] as const)]);
  const undone = keptRoom({
    version: 4,
    scores: new Map([[1, 4]]),
    events: [event(1), event(2), event(3), undo(4, 3, 'a')],
    clients: clients('a'),
  });

  it('finds nothing wrong with an undo that counts once', () => {
    const outcome = { kind: 'ok', version: 4 } as const;
    expect(checksOf({ acts: [act('undo', 'a', outcome)] }, undone)).toEqual([]);
  });

  it('finds an acknowledged action that is not there, and a refused one that is', () => {
    const outcome = { kind: 'ok', version: 4 } as const;
    expect(checksOf({ acts: [act('undo', 'b', outcome)] })).toEqual(['act-lost']);
    const refused = act('undo', 'a', { kind: 'refused', reason: 'too_late' });
    expect(checksOf({ acts: [refused] }, undone)).toEqual(['refused-counted']);
  });

  it('finds an event that was taken back twice, and a key that was used twice', () => {
    const again = { ...undo(5, 3, 'b'), score: 2 };
    const room = { ...undone, version: 5, scores: new Map([[1, 2]]), clients: clients('a', 'b') };
    const events = [...undone.events, again];
    const acts = [act('undo', 'a'), act('undo', 'b')];
    expect(checksOf({ acts }, { ...room, events })).toEqual(['undone-twice']);
    const sameKey = [...undone.events, { ...again, about: 2, clientId: 'a' }];
    expect(checksOf({ acts }, { ...room, events: sameKey })).toEqual(['act-doubled']);
  });

  it('finds a reset that made two generations', () => {
    const archives = [
      { generation: 1, version: 3, scores: new Map([[1, 6]]) },
      { generation: 2, version: 4, scores: new Map<number, number>() },
    ];
    const room = keptRoom({
      archives,
      generation: 3,
      version: 5,
      scores: new Map(),
      clients: clients('a'),
    });
    expect(checksOf({ acts: [act('reset', 'a')] }, room)).toEqual(['act-doubled']);
  });
});

describe('boards', () => {
  it('accepts the board of each version', () => {
    expect(checksOf({ boards: [board(3, 6), board(1, 2), board(0, 0)] })).toEqual([]);
  });

  it('finds a score that is not the one of its version', () => {
    expect(checksOf({ boards: [board(2, 2)] })).toEqual(['board-wrong']);
  });

  it('accepts own taps on top only while the version does not hold them', () => {
    expect(checksOf({ boards: [board(2, 6, { pending: [tap(3)] })] })).toEqual([]);
    expect(checksOf({ boards: [board(3, 8, { pending: [tap(3)] })] })).toEqual(['board-wrong']);
  });

  it('finds versions, epochs and generations that there never were', () => {
    expect(checksOf({ boards: [board(4, 6)] })).toEqual(['board-wrong']);
    expect(checksOf({ boards: [board(3, 6, { epoch: 2 })] })).toEqual(['board-wrong']);
    expect(checksOf({ boards: [board(3, 6, { generation: 2 })] })).toEqual(['board-wrong']);
  });
});

it('counts what was lost, doubled and made up', () => {
  const found = (['acknowledged-lost', 'saved-lost', 'doubled', 'phantom'] as const).map((one) => {
    return { check: one, what: '' };
  });
  expect(losses(found)).toEqual({ lost: 2, doubled: 1, phantom: 1 });
});
