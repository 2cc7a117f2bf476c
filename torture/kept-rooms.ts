import { DatabaseSync } from 'node:sqlite';
import type { KeptEvent, KeptRoom } from '#lib/testing/checker/history.ts';

const ROOMS = 'SELECT id, code, epoch, version, generation FROM rooms ORDER BY id';
const SCORES = 'SELECT id, score FROM players WHERE room_id = ? AND removed_at IS NULL';
const EVENTS = `
  SELECT e.version, e.generation, e.kind, e.player, e.delta, e.score, e.about,
    c.client_id AS clientId, e.mutation_id AS mutationId
  FROM score_events e LEFT JOIN clients c ON c.id = e.client
  WHERE e.room_id = ? ORDER BY e.version`;
const ARCHIVES = 'SELECT generation, version, players FROM archives WHERE room_id = ?';
const CLIENTS = 'SELECT id, client_id AS clientId, last_id AS mark FROM clients WHERE room_id = ?';
const VERDICTS = 'SELECT mutation_id AS id, version, refusal FROM verdicts WHERE client = ?';

/** Reads the file of a server that has stopped: the durable record itself, past all code that serves it. */
export function readKeptRooms(file: string): KeptRoom[] {
  const db = new DatabaseSync(file, { readOnly: true });
  // The columns are what the statements above name.
  const all = <Row>(sql: string, ...values: number[]) =>
    db.prepare(sql).all(...values) as unknown as Row[];
  try {
    const intact = Object.values(db.prepare('PRAGMA integrity_check').get() ?? {})[0];
    if (intact !== 'ok') throw new Error(`The database is damaged: ${String(intact)}`);
    type Head = Pick<KeptRoom, 'code' | 'epoch' | 'version' | 'generation'> & { id: number };
    return all<Head>(ROOMS).map(({ id, ...head }) => ({
      ...head,
      scores: scoresOf(all<Scored>(SCORES, id)),
      events: all<KeptEvent>(EVENTS, id),
      archives: all<{ generation: number; version: number; players: string }>(ARCHIVES, id).map(
        ({ players, ...archive }) => ({
          ...archive,
          scores: scoresOf(JSON.parse(players) as Scored[]),
        }),
      ),
      clients: new Map(
        all<{ id: number; clientId: string; mark: number }>(CLIENTS, id).map((client) => {
          type Row = { id: number; version: number | null; refusal: string | null };
          const verdicts = all<Row>(VERDICTS, client.id).map(
            ({ id: mutation, version, refusal }) =>
              [mutation, version ?? refusal ?? 'nothing'] as const,
          );
          return [client.clientId, { mark: client.mark, verdicts: new Map(verdicts) }];
        }),
      ),
    }));
  } finally {
    db.close();
  }
}

interface Scored {
  readonly id: number;
  readonly score: number;
}

function scoresOf(rows: readonly Scored[]): Map<number, number> {
  return new Map(rows.map(({ id, score }) => [id, score]));
}
