import type { KeptEvent, KeptRoom } from '#lib/testing/checker/history.ts';
import { withPostgres } from './postgres-client.ts';

const ROOMS = 'SELECT id, code, epoch, version, generation FROM rooms ORDER BY id';
const SCORES = 'SELECT id, score FROM players WHERE room_id = $1 AND removed_at IS NULL';
const EVENTS = `
  SELECT e.version, e.client, e.generation, e.kind, e.player, e.delta, e.score, e.about,
    c.client_id AS "clientId", e.mutation_id AS "mutationId"
  FROM score_events e LEFT JOIN clients c ON c.id = e.client
  WHERE e.room_id = $1 ORDER BY e.version`;
const ARCHIVES = 'SELECT generation, version, players FROM archives WHERE room_id = $1';
const CLIENTS =
  'SELECT id, client_id AS "clientId", last_id AS mark FROM clients WHERE room_id = $1';
const VERDICTS = `
  SELECT v.client, v.mutation_id AS "mutationId", v.version, v.refusal
  FROM verdicts v JOIN clients c ON c.id = v.client WHERE c.room_id = $1`;

interface Verdict {
  readonly client: number;
  readonly mutationId: number;
  readonly version: number | null;
  readonly refusal: string | null;
}

/** Reads a database that no node uses any more. A tap's event is its verdict; those of other things are in a table. */
export function readPostgresRooms(url: string): Promise<KeptRoom[]> {
  return withPostgres(url, async (ask) => {
    type Head = Pick<KeptRoom, 'code' | 'epoch' | 'version' | 'generation'> & { id: number };
    type Event = KeptEvent & { readonly client: number | null };
    type Client = { readonly id: number; readonly clientId: string; readonly mark: number };
    const rooms: KeptRoom[] = [];
    for (const { id, ...head } of await ask<Head>(ROOMS)) {
      const events = await ask<Event>(EVENTS, id);
      const verdicts = new Map<number, Map<number, number | string>>();
      const note = (client: number, mutation: number, verdict: number | string): void => {
        const own = verdicts.get(client) ?? new Map<number, number | string>();
        verdicts.set(client, own.set(mutation, verdict));
      };
      for (const { client, mutationId, version, refusal } of await ask<Verdict>(VERDICTS, id)) {
        note(client, mutationId, version ?? refusal ?? 'nothing');
      }
      for (const { kind, client, mutationId, version } of events) {
        if (kind === 'tap' && client !== null && mutationId !== null) {
          note(client, mutationId, version);
        }
      }
      type ArchiveRow = { generation: number; version: number; players: string };
      const archives = await ask<ArchiveRow>(ARCHIVES, id);
      rooms.push({
        ...head,
        events,
        scores: scoresOf(await ask<Scored>(SCORES, id)),
        archives: archives.map(({ players, ...archive }) => ({
          ...archive,
          scores: scoresOf(JSON.parse(players) as Scored[]),
        })),
        clients: new Map(
          (await ask<Client>(CLIENTS, id)).map(({ id: client, clientId, mark }) => [
            clientId,
            { mark, verdicts: verdicts.get(client) ?? new Map<number, number | string>() },
          ]),
        ),
      });
    }
    return rooms;
  });
}

interface Scored {
  readonly id: number;
  readonly score: number;
}

function scoresOf(rows: readonly Scored[]): Map<number, number> {
  return new Map(rows.map(({ id, score }) => [id, score]));
}
