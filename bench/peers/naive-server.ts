import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

// The tutorial's design: scores in an array in memory, and the whole array to everyone on each tap.

interface Player {
  readonly id: number;
  readonly name: string;
  score: number;
}

const players: Player[] = [];

// Besides the tutorial: POST /board?players=N makes the board, GET /scores reads it for the check at the end.
const http = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname.startsWith('/socket.io')) return;
  if (url.pathname === '/board') {
    const count = Number(url.searchParams.get('players'));
    for (let id = 1; id <= count; id += 1) players.push({ id, name: `Player ${id}`, score: 0 });
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(players));
});

const io = new Server(http);

io.on('connection', (socket) => {
  socket.emit('playerScores', players);
  socket.on('score', ({ id, delta }: { id: number; delta: number }) => {
    const player = players.find((candidate) => candidate.id === id);
    if (player === undefined) return;
    player.score += delta;
    io.emit('playerScores', players);
  });
});

http.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
});

process.once('SIGTERM', () => process.exit(0));
