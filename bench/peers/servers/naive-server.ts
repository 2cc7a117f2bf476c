import { Server } from 'socket.io';
import { createBoardServer, serve } from './serve-boards.ts';

// The tutorial's design: scores in an array in memory, and the whole array to everyone on each tap. With
// ONLY_CHANGED=1 the least that its author would improve: everyone is sent the changed player, and not the others.

interface Player {
  readonly id: number;
  readonly name: string;
  score: number;
}

const onlyChanged = process.env['ONLY_CHANGED'] === '1';
const players: Player[] = [];

const http = createBoardServer({
  create(count) {
    for (let id = 1; id <= count; id += 1) players.push({ id, name: `Player ${id}`, score: 0 });
    return '';
  },
  scores: () => players.map(({ score }) => score),
});

const io = new Server(http);

io.on('connection', (socket) => {
  socket.emit('playerScores', players);
  socket.on('score', ({ id, delta }: { id: number; delta: number }) => {
    const player = players.find((candidate) => candidate.id === id);
    if (player === undefined) return;
    player.score += delta;
    if (onlyChanged) io.emit('playerScore', { id, score: player.score });
    else io.emit('playerScores', players);
  });
});

serve(http);
