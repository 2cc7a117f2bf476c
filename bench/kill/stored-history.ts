import { DatabaseSync } from 'node:sqlite';

/** What the database holds of one client's taps. */
export interface StoredTaps {
  readonly lastId: number;
  readonly events: number;
  readonly distinctIds: number;
  readonly highestId: number;
  readonly sum: number;
  readonly score: number;
}

const QUERY = `
  SELECT clients.client_id AS clientId, clients.last_id AS lastId, count(*) AS events,
    count(DISTINCT score_events.mutation_id) AS distinctIds,
    max(score_events.mutation_id) AS highestId, sum(score_events.delta) AS sum,
    (SELECT score FROM players
      WHERE players.room_id = clients.room_id AND players.id = score_events.player) AS score
  FROM clients JOIN score_events ON score_events.client = clients.id
  GROUP BY clients.id`;

/** Reads the file of a server that has stopped: the durable record itself, past all code that serves it. */
export function readStoredTaps(file: string): Map<string, StoredTaps> {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = db.prepare(QUERY).all() as unknown as (StoredTaps & { clientId: string })[];
    return new Map(rows.map((row) => [row.clientId, row]));
  } finally {
    db.close();
  }
}

/** What is wrong with the durable record of a client that made `made` taps; empty where nothing is. */
export function historyProblems(made: number, stored: StoredTaps | undefined): string[] {
  if (stored === undefined) return made === 0 ? [] : ['has no history'];
  const { lastId, events, distinctIds, highestId, sum, score } = stored;
  const figures = { lastId, events, distinctIds, highestId, sum, score };
  return Object.entries(figures)
    .filter(([, figure]) => figure !== made)
    .map(([name, figure]) => `${name} is ${figure}, not ${made}`);
}
