import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Room, Server, type Client } from '@colyseus/core';
import { WebSocketTransport } from '@colyseus/ws-transport';
import { ColyseusState } from '../colyseus-state.ts';

// Colyseus with its defaults, a patch of what changed every 50 ms among them. Rooms are made and joined by its own
// matchmaking.

class BoardRoom extends Room<{ state: ColyseusState }> {
  override state = new ColyseusState();
  // The room is made before anyone comes.
  override autoDispose = false;

  override onCreate({ players }: { players: number }): void {
    for (let id = 1; id <= players; id += 1) this.state.scores.set(String(id), 0);
    this.onMessage('score', (_client: Client, { id, delta }: { id: number; delta: number }) => {
      const score = this.state.scores.get(String(id));
      if (score !== undefined) this.state.scores.set(String(id), score + delta);
    });
  }
}

const http = createServer();
const server = new Server({
  transport: new WebSocketTransport({ server: http }),
  greet: false,
  gracefullyShutdown: false,
});
server.define('board', BoardRoom);
await server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1');
console.log(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);

process.once('SIGTERM', () => process.exit(0));
