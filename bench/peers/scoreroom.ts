import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ScoreroomClient } from '../client/scoreroom-client.ts';
import { randomClientId } from '../client/random-client-id.ts';
import { fetchJson } from './http-json.ts';
import type { Peer } from './peer.ts';

interface RoomAnswer {
  readonly code: string;
  readonly players: readonly { readonly id: number; readonly score: number }[];
}

/** Set empty, these count as unset: what a developer has in the shell does not reach the server. */
const UNSET = {
  ADMIN_PASSWORD: '',
  ALLOWED_ORIGINS: '',
  DATABASE_URL: '',
  LOG_LEVEL: '',
  PUBLIC_URL: '',
  REDIS_URL: '',
  ROOM_IDLE_DAYS: '',
};

/** Scoreroom as it is served: every tap is acknowledged after its commit with an fsync. */
export const scoreroom: Peer = {
  name: 'scoreroom',
  about: 'this repository: SQLite with synchronous=FULL, acknowledged after the commit',
  defaultRate: 4_000,
  isDurable: true,

  command({ appDir, dataDir }) {
    const isBuilt = existsSync(join(appDir, '.next', 'BUILD_ID'));
    if (!isBuilt) throw new Error('There is no production build: run `npm run build` first.');
    const env = { ...UNSET, NODE_ENV: 'production', DATA_DIR: dataDir };
    return { script: 'server.ts', cwd: appDir, env };
  },

  async createBoard(url, playerCount) {
    const players = Array.from({ length: playerCount }, (_, index) => `Player ${index + 1}`);
    const answer = await fetchJson(`${url}/api/v1/rooms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Hot room', players }),
    });
    const { code } = answer as RoomAnswer;
    const room = (await fetchJson(`${url}/api/v1/rooms/${code}`)) as RoomAnswer;
    return { url, room: code, players: room.players.map(({ id }) => id).toSorted((a, b) => a - b) };
  },

  async readScores({ url, room }) {
    const { players } = (await fetchJson(`${url}/api/v1/rooms/${room}`)) as RoomAnswer;
    return new Map(players.map(({ id, score }) => [id, score]));
  },

  createViewer({ target, player, counter, onScores, onSettled, onProblem }) {
    const client = new ScoreroomClient({
      room: target.room,
      clientId: randomClientId(),
      player,
      counter,
      onSettled,
      onScores: onScores ?? undefined,
      onViolation: onProblem,
      onClose: () => onProblem('the connection closed'),
    });
    const { outbox } = client;
    return {
      dueAt: outbox.dueAt,
      get unsettled() {
        return outbox.invoked - outbox.acked;
      },
      get refused() {
        return client.refused;
      },
      connect: () => client.connect(target.url),
      tap: (dueAt) => client.tap(dueAt),
      close: () => client.close(),
    };
  },
};
