import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { ScoreBoards, type ScoreBoard } from './score-boards.ts';
import { createBoardServer, serve } from './serve-boards.ts';

// Bare WebSockets. With MERGE_MS unset, everyone is sent a message for each tap, by the documented `send`. With it, at most
// one per room in that many milliseconds: one frame, encoded once and written to the TCP sockets as it is, which is the
// least that a program on Node can do for a viewer.

interface Viewer {
  readonly socket: WebSocket;
  readonly tcp: Duplex;
}

const mergeMs = Number(process.env['MERGE_MS'] ?? 0);
const boards = new ScoreBoards();
const crowds = new Map<string, Set<Viewer>>();

const http = createBoardServer(boards);
const sockets = new WebSocketServer({
  server: http,
  perMessageDeflate: false,
  clientTracking: false,
});

sockets.on('connection', (socket, request) => {
  const room = new URL(request.url ?? '/', 'http://localhost').searchParams.get('room') ?? '';
  const board = boards.find(room);
  if (board === undefined) {
    socket.close();
    return;
  }
  const viewer: Viewer = { socket, tcp: request.socket };
  const crowd = crowds.get(room) ?? new Set<Viewer>();
  crowds.set(room, crowd);
  crowd.add(viewer);
  socket.on('close', () => crowd.delete(viewer));
  socket.on('message', (data: Buffer) => {
    const [player, delta] = JSON.parse(data.toString()) as [number, number];
    const score = board.tap(player, delta);
    if (score !== null && mergeMs === 0) tell(crowd, JSON.stringify([player, score]));
  });
  socket.send(board.snapshot());
});

function tell(crowd: ReadonlySet<Viewer>, text: string): void {
  for (const { socket } of crowd) socket.send(text);
}

function tellMerged(room: string, board: ScoreBoard): void {
  const delta = board.takeDelta();
  if (delta === null) return;
  const frame = textFrame(delta);
  for (const { tcp } of crowds.get(room) ?? []) tcp.write(frame);
}

/** RFC 6455, section 5.2: one unmasked frame of text, of less than 64 KiB. */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const { length } = payload;
  const header = length < 126 ? [0x81, length] : [0x81, 126, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), payload]);
}

if (mergeMs > 0) {
  setInterval(() => {
    for (const [room, board] of boards) tellMerged(room, board);
  }, mergeMs);
}

serve(http);
