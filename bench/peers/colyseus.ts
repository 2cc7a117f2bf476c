import { fileURLToPath } from 'node:url';
import { ColyseusClient } from '../client/colyseus-client.ts';
import { newFrameCounter } from '../client/frame-counter.ts';
import { fetchJson } from './http-json.ts';
import { clientOptions, tapOnlyViewer } from './memory-peer.ts';
import type { Peer } from './peer.ts';

const SCRIPT = fileURLToPath(new URL('servers/colyseus-server.ts', import.meta.url));
/** The board is there once the state has come, which is what `connect` waits for. */
const NOBODY = 0;

/** Colyseus with its defaults, on its own transport for `ws`. */
export const colyseus: Peer = {
  name: 'colyseus',
  about:
    'Colyseus: a MapSchema of scores, patches at its default of 50 ms; in memory, no acknowledgement, a tap counts as often ' +
    'as it arrives, who was away is sent the state as it is then',
  defaultRate: 4_000,
  isDurable: false,
  abilities: ['rooms'],

  command: ({ dataDir }) => ({ script: SCRIPT, cwd: dataDir, env: { NODE_ENV: 'production' } }),

  async createBoard(url, playerCount) {
    const seat = await fetchJson(`${url}/matchmake/create/board`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ players: playerCount }),
    });
    const players = Array.from({ length: playerCount }, (_, index) => index + 1);
    return { url, room: (seat as { roomId: string }).roomId, players };
  },

  async readScores({ url, room }) {
    const scores = new Map<number, number>();
    const client = new ColyseusClient({
      room,
      player: NOBODY,
      counter: newFrameCounter(),
      onScores: (news) => {
        for (let index = 0; index + 1 < news.length; index += 2) {
          scores.set(news[index] ?? 0, news[index + 1] ?? 0);
        }
      },
      onClose: () => {},
    });
    await client.connect(url);
    client.close();
    return scores;
  },

  createViewer: (options) =>
    tapOnlyViewer(new ColyseusClient(clientOptions(options)), options.target.url),
};
