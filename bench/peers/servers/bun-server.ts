import { answerBoardRequest } from './board-requests.ts';
import { ScoreBoards } from './score-boards.ts';

// Bun's WebSockets, which are uWebSockets in C++. `server.publish` frames a message once and writes it to every
// subscriber outside of JavaScript: the limit of a native server.

/** As far as it is used here; the types of the package would declare their globals for the whole repository. */
interface BunSocket {
  readonly data: { readonly room: string };
  subscribe(topic: string): void;
  send(text: string): void;
}
interface BunServer {
  readonly port: number;
  upgrade(request: Request, options: { readonly data: BunSocket['data'] }): boolean;
  publish(topic: string, text: string): void;
}
declare const Bun: {
  gc(force: boolean): void;
  serve(options: {
    readonly port: number;
    readonly hostname: string;
    fetch(request: Request, server: BunServer): Response | undefined;
    readonly websocket: {
      readonly perMessageDeflate: boolean;
      open(socket: BunSocket): void;
      message(socket: BunSocket, text: string): void;
    };
  }): BunServer;
};

const mergeMs = Number(process.env['MERGE_MS'] ?? 50);
const boards = new ScoreBoards();

const server = Bun.serve({
  port: Number(process.env['PORT'] ?? 0),
  hostname: '127.0.0.1',

  fetch(request, here) {
    const { pathname, searchParams } = new URL(request.url);
    const room = searchParams.get('room') ?? '';
    if (pathname === '/' && here.upgrade(request, { data: { room } })) return undefined;
    // Node's probe does not work here: the one question that is asked of every server comes this way.
    if (pathname === '/collect') {
      Bun.gc(true);
      return new Response('collected');
    }
    const answer = answerBoardRequest(request.url, boards);
    return new Response(answer, { status: answer === null ? 404 : 200 });
  },

  websocket: {
    perMessageDeflate: false,
    open(socket) {
      socket.subscribe(socket.data.room);
      socket.send(boards.find(socket.data.room)?.snapshot() ?? '[]');
    },
    message(socket, text) {
      const [player, delta] = JSON.parse(text) as [number, number];
      boards.find(socket.data.room)?.tap(player, delta);
    },
  },
});

setInterval(() => {
  for (const [room, board] of boards) {
    const delta = board.takeDelta();
    if (delta !== null) server.publish(room, delta);
  }
}, mergeMs);

console.log(`http://127.0.0.1:${server.port}`);
process.once('SIGTERM', () => process.exit(0));
