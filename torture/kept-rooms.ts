import { DatabaseSync } from 'node:sqlite';
import type { KeptEvent, KeptRoom } from '#lib/testing/checker/history.ts';

const ROOMS = 'SELECT id, code, epoch, version, generation FROM rooms ORDER BY id';
const SCORES = 'SELECT id, score FROM players WHERE room_id = ? AND removed_at IS NULL';
const EVENTS = `
  SELECT e.version, e.client, e.previous, e.generation, e.kind, e.player, e.delta, e.score, e.about,
    c.client_id AS clientId, e.mutation_id AS mutationId
  FROM score_events e LEFT JOIN clients c ON c.id = e.client
  WHERE e.room_id = ? ORDER BY e.version`;
const ARCHIVES = 'SELECT generation, version, players FROM archives WHERE room_id = ?';
const CLIENTS = `
  SELECT id, client_id AS clientId, last_id AS mark, last_tap AS lastTap FROM clients WHERE room_id = ?`;
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
    return all<Head>(ROOMS).map(({ id, ...head }) => {
      const events = all<ChainedEvent>(EVENTS, id);
      const byVersion = new Map(events.map((event) => [event.version, event]));
      return {
        ...head,
        scores: scoresOf(all<Scored>(SCORES, id)),
        events,
        archives: all<{ generation: number; version: number; players: string }>(ARCHIVES, id).map(
          ({ players, ...archive }) => ({
            ...archive,
            scores: scoresOf(JSON.parse(players) as Scored[]),
          }),
        ),
        clients: new Map(
          all<ClientRow>(CLIENTS, id).map((client) => {
            type Row = { id: number; version: number | null; refusal: string | null };
            const verdicts = new Map(
              all<Row>(VERDICTS, client.id).map(
                ({ id: mutation, version, refusal }) =>
                  [mutation, version ?? refusal ?? 'nothing'] as const,
              ),
            );
            for (const { mutationId, version } of tapsBack(client, byVersion)) {
              if (mutationId !== null) verdicts.set(mutationId, version);
            }
            return [client.clientId, { mark: client.mark, verdicts }];
          }),
        ),
      };
    });
  } finally {
    db.close();
  }
}

interface ChainedEvent extends KeptEvent {
  readonly client: number | null;
  readonly previous: number | null;
}

interface ClientRow {
  readonly id: number;
  readonly clientId: string;
  readonly mark: number;
  readonly lastTap: number | null;
}

/** A client's taps by the chain in which the server finds them: one that the chain leaves out has no verdict. */
function* tapsBack(
  { id, lastTap }: ClientRow,
  events: ReadonlyMap<number, ChainedEvent>,
): Iterable<ChainedEvent> {
  for (let version = lastTap; version !== null;) {
    const event = events.get(version);
    if (event?.client !== id) return;
    yield event;
    version = event.previous;
  }
}

interface Scored {
  readonly id: number;
  readonly score: number;
}

function scoresOf(rows: readonly Scored[]): Map<number, number> {
  return new Map(rows.map(({ id, score }) => [id, score]));
}
