import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ComeBack } from '../client/come-back.ts';
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
  about:
    'this repository: each tap counts once and is acknowledged when it is on disk (SQLite, synchronous=FULL), who was away ' +
    'catches up, slow readers and floods are kept within bounds',
  defaultRate: 4_000,
  isDurable: true,
  abilities: ['rooms', 'pages', 'restarts'],

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

  createViewer({ target, player, counter, onScores, onSettled, onProblem, onReturned }) {
    const comeBack = onReturned === null ? null : new ComeBack();
    let isClosed = false;
    const client = new ScoreroomClient({
      room: target.room,
      clientId: randomClientId(),
      player,
      counter,
      onSettled,
      onScores: onScores ?? undefined,
      onCrowdNews: comeBack === null ? undefined : (text) => hearCrowdNews(text),
      onViolation: onProblem,
      onClose: () => {
        if (comeBack === null) onProblem('the connection closed');
        else if (!isClosed) setTimeout(tryAgain, comeBack.nextDelayMs());
      },
    });
    // Each failed attempt ends in `onClose`, which makes the next.
    const tryAgain = (): void => {
      if (!isClosed) client.connect(target.url).then(onReturned, () => {});
    };
    const hearCrowdNews = (text: string): void => {
      const leaveAfterMs = comeBack?.hear(text) ?? null;
      if (leaveAfterMs !== null) setTimeout(() => client.close(), leaveAfterMs);
    };
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
      stopReading: () => client.stopReading(),
      close: () => {
        isClosed = true;
        client.close();
      },
    };
  },
};
