import { fileURLToPath } from 'node:url';
import { fetchJson } from './http-json.ts';
import type { Peer, Viewer, ViewerOptions } from './peer.ts';

/** A client of a server that acknowledges nothing. */
interface TapOnlyClient extends Pick<Viewer, 'dueAt' | 'tap' | 'stopReading' | 'close'> {
  connect(url: string): Promise<void>;
}

/** A viewer of a server that acknowledges nothing: no tap waits for a verdict, and none is refused. */
export function tapOnlyViewer(client: TapOnlyClient, url: string): Viewer {
  return {
    dueAt: client.dueAt,
    unsettled: 0,
    refused: 0,
    connect: () => client.connect(url),
    tap: (dueAt) => client.tap(dueAt),
    stopReading: () => client.stopReading(),
    close: () => client.close(),
  };
}

/** The options that every such client takes. */
export function clientOptions({ target, player, counter, onScores, onProblem }: ViewerOptions) {
  return {
    room: target.room,
    player,
    counter,
    onScores: onScores ?? undefined,
    onClose: () => onProblem('the connection closed'),
  };
}

interface MemoryPeerOptions extends Pick<Peer, 'name' | 'about' | 'defaultRate' | 'abilities'> {
  readonly script: URL;
  readonly env?: Readonly<Record<string, string>>;
  readonly createViewer: (options: ViewerOptions) => Viewer;
}

/** A peer that keeps its boards in memory and answers for them over HTTP: see `servers/board-requests.ts`. */
export function memoryPeer({ script, env = {}, ...peer }: MemoryPeerOptions): Peer {
  return {
    ...peer,
    isDurable: false,

    command: ({ dataDir }) => ({
      script: fileURLToPath(script),
      cwd: dataDir,
      env: { NODE_ENV: 'production', ...env },
    }),

    async createBoard(url, playerCount) {
      const init = { method: 'POST' };
      const board = await fetchJson(`${url}/board?players=${playerCount}`, init);
      const players = Array.from({ length: playerCount }, (_, index) => index + 1);
      return { url, room: (board as { room: string }).room, players };
    },

    async readScores({ url, room }) {
      const { scores } = (await fetchJson(`${url}/scores?room=${room}`)) as { scores: number[] };
      return new Map(scores.map((score, index) => [index + 1, score]));
    },
  };
}
