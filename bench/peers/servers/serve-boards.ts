import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerBoardRequest, type Boards } from './board-requests.ts';

/** The HTTP server of a peer on Node. It answers for its boards and leaves every other path to whoever else listens. */
export function createBoardServer(boards: Boards): Server {
  return createServer((request, response) => {
    const answer = answerBoardRequest(request.url ?? '/', boards);
    if (answer === null) return;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(answer);
  });
}

/** Listens where it is told, and prints the address: that starts the measurement. */
export function serve(server: Server): void {
  server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
    console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  process.once('SIGTERM', () => process.exit(0));
}
