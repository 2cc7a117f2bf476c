import { fileURLToPath } from 'node:url';
import { NaiveClient } from '../client/naive-client.ts';
import { fetchJson } from './http-json.ts';
import type { Peer } from './peer.ts';

interface NaivePlayer {
  readonly id: number;
  readonly score: number;
}

const SCRIPT = fileURLToPath(new URL('naive-server.ts', import.meta.url));

/** The tutorial's design on Socket.IO with its defaults. It keeps nothing on disk and acknowledges nothing. */
export const naive: Peer = {
  name: 'naive',
  about: "the tutorial's design: Socket.IO, in memory, the whole array to all on each tap",
  defaultRate: 100,
  isDurable: false,

  command: ({ dataDir }) => ({ script: SCRIPT, cwd: dataDir, env: { NODE_ENV: 'production' } }),

  async createBoard(url, playerCount) {
    const init = { method: 'POST' };
    const players = (await fetchJson(`${url}/board?players=${playerCount}`, init)) as NaivePlayer[];
    return { url, room: '', players: players.map(({ id }) => id) };
  },

  async readScores({ url }) {
    const players = (await fetchJson(`${url}/scores`)) as NaivePlayer[];
    return new Map(players.map(({ id, score }) => [id, score]));
  },

  createViewer({ target, player, counter, onScores, onProblem }) {
    const client = new NaiveClient({
      player,
      counter,
      onScores: onScores ?? undefined,
      onClose: () => onProblem('the connection closed'),
    });
    return {
      dueAt: client.dueAt,
      unsettled: 0,
      refused: 0,
      connect: () => client.connect(target.url),
      tap: (dueAt) => client.tap(dueAt),
      close: () => client.close(),
    };
  },
};
