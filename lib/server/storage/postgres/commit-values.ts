import type { BoardPlayer, RemovedPlayer } from '#lib/board/board.ts';
import { searchKey } from '../../directory/search-key.ts';
import { headOf, profileOf, type RoomChanges, type RoomHead } from '../room-changes.ts';
import { tapsOf } from '../packed-rows.ts';
import type { CommitResult, NewRoom } from '../room-storage.ts';

/** What each room of a commit is answered. */
export interface CommitRow {
  readonly result: CommitResult;
}

/** How many values there are of each room. */
const VALUES = 10;
const statements = new Map<number, string>();

/** The statement that commits so many rooms, and answers in their order; see `commit-function.ts` for what takes the values. */
export function commitSql(rooms: number): string {
  let sql = statements.get(rooms);
  if (sql === undefined) {
    const calls = Array.from({ length: rooms }, (_, room) => {
      const places = Array.from({ length: VALUES }, (__, index) => `$${room * VALUES + index + 1}`);
      return `(scoreroom_commit_1(${places.join(', ')}))`;
    });
    sql = `SELECT * FROM (VALUES ${calls.join(', ')}) AS answers (result)`;
    statements.set(rooms, sql);
  }
  return sql;
}

export const CREATE_SQL = 'SELECT scoreroom_create_1($1, $2, $3, $4) AS id';

/** What the link that a room is made with is called. */
const HOST_KEY_LABEL = 'Host key';

/** What a commit says of one of its clients. */
interface ClientValues {
  /** Its new mark, null where none moves. */
  mark: number | null;
  /** The lowest of its mutations that has its verdict in this commit; null where none has. */
  lowestId: number | null;
}

/** All clients that a commit names, in one order: those with a mark first, because taps know them by their place. */
class CommitClients {
  readonly #places = new Map<string, number>();
  readonly #values: ClientValues[] = [];

  constructor({ marks }: RoomChanges) {
    for (const [index, clientId] of marks.clientIds.entries()) {
      this.#places.set(clientId, index);
      this.#values.push({ mark: marks.lastIds[index] ?? null, lowestId: null });
    }
  }

  placeOf(clientId: string): number {
    let place = this.#places.get(clientId);
    if (place === undefined) {
      place = this.#values.length;
      this.#places.set(clientId, place);
      this.#values.push({ mark: null, lowestId: null });
    }
    return place;
  }

  decided(place: number, id: number): void {
    const values = this.#values[place];
    if (values === undefined) return;
    values.lowestId = Math.min(values.lowestId ?? id, id);
  }

  arrays(): [ids: string[], marks: (number | null)[], lowestIds: (number | null)[]] {
    const ids = [...this.#places.keys()];
    return [ids, this.#values.map(({ mark }) => mark), this.#values.map((each) => each.lowestId)];
  }
}

export function commitValues(changes: RoomChanges): unknown[] {
  const { roomId, expected, head, scores, events, at } = changes;
  const clients = new CommitClients(changes);
  for (const [place = NaN, id = NaN] of tapsOf(events)) clients.decided(place, id);
  const rare = rareValues(changes, clients);
  const place = [roomId, expected.epoch, expected.version, [...headValues(head), at]];
  return [...place, ...clients.arrays(), scores, events.taps, rare];
}

/** What most commits have nothing of: null then. */
function rareValues(changes: RoomChanges, clients: CommitClients): string | null {
  const { profile, marks, events, undone, refusals, acts, archives } = changes;
  const parts: Record<string, unknown> = {};
  const put = (name: string, rows: readonly unknown[]): void => {
    if (rows.length > 0) parts[name] = rows;
  };
  const verdictOf = ({ clientId, id }: { clientId: string; id: number }): object => {
    const client = clients.placeOf(clientId);
    clients.decided(client, id);
    return { client, mutation_id: id };
  };

  if (profile !== null) parts['profile'] = profileValues(profile);
  put('players', [...changes.players.map(playerValues), ...changes.removed.map(removedValues)]);
  put(
    'identities',
    marks.identities.map(([client, { device, deviceName, role, label }]) => {
      const key = searchKey(`${label ?? ''}\n${deviceName ?? ''}`);
      return { client, device, device_name: deviceName, role, label, search_key: key };
    }),
  );
  put(
    'events',
    events.others.map(({ by, ...event }) => {
      const client = by === null ? null : clients.placeOf(by.clientId);
      const { reason } = event;
      const key = reason === null ? null : searchKey(reason);
      return { ...event, client, mutation_id: by?.id ?? null, reason_key: key };
    }),
  );
  put('undone', undone);
  put('verdicts', [
    ...acts.map(({ by, version }) => ({ ...verdictOf(by), version })),
    ...refusals.map(({ by, kind }) => ({ ...verdictOf(by), refusal: kind })),
  ]);
  put(
    'archives',
    archives.map(({ generation, endedAt, version, players }) => {
      return { generation, ended_at: endedAt, version, players: JSON.stringify(players) };
    }),
  );
  return Object.keys(parts).length === 0 ? null : JSON.stringify(parts);
}

export function createValues({ board, hostKeyHash, createdAt }: NewRoom): unknown[] {
  const [epoch, version, generation, nextPlayerId, changedAt] = headValues(headOf(board));
  const head = { epoch, version, generation, next_player_id: nextPlayerId, changed_at: changedAt };
  const profile = profileValues(profileOf(board));
  const room = { code: board.code, ...profile, ...head, created_at: createdAt };
  const players = [
    ...Array.from(board.players.values(), playerValues),
    ...Array.from(board.removed.values(), removedValues),
  ];
  return [JSON.stringify(room), JSON.stringify(players), hostKeyHash, HOST_KEY_LABEL];
}

function headValues(head: RoomHead): number[] {
  const { epoch, version, generation, nextPlayerId, changedAt } = head;
  return [epoch, version, generation, nextPlayerId, changedAt];
}

function profileValues({ name, settings, playerCount }: ReturnType<typeof profileOf>): object {
  const json = JSON.stringify(settings);
  return { name, name_key: searchKey(name), settings: json, player_count: playerCount };
}

function playerValues(player: BoardPlayer): object {
  const { id, name, score, position, colour, shape, claimedBy, isClaimBlocked } = player;
  const { changedAt, scoredAt, profiledAt } = player;
  const claim = { claimed_by: claimedBy, claim_blocked: isClaimBlocked ? 1 : 0 };
  const versions = { changed_at: changedAt, scored_at: scoredAt, profiled_at: profiledAt };
  return { id, name, score, position, colour, shape, ...claim, ...versions };
}

function removedValues({ player, removedAt, merged }: RemovedPlayer): object {
  const left = { removed_at: removedAt, merged_into: merged?.into, merged_score: merged?.score };
  return { ...playerValues(player), ...left };
}
