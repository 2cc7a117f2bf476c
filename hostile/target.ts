import { startServer, type Environment, type OwnServer } from '../e2e/support/server-process.ts';
import type { Place } from './wire/place.ts';
import { joined, tap, type Session } from './wire/session.ts';

const READ_TRIES = 10;

export interface Board {
  readonly code: string;
  readonly hostKey: string;
}

/** The real server in its own process, a board to attack, and the people in the room next door. */
export class Target {
  readonly board: Board;
  readonly #own: OwnServer;
  readonly #neighbours: Board;
  #neighbour: Session;
  #taps = 0;

  private constructor(
    own: OwnServer,
    { board, neighbours, neighbour }: { board: Board; neighbours: Board; neighbour: Session },
  ) {
    this.#own = own;
    this.board = board;
    this.#neighbours = neighbours;
    this.#neighbour = neighbour;
  }

  static async start(environment: Environment = {}): Promise<Target> {
    const own = await startServer({
      LOG_LEVEL: 'trace',
      ...environment,
    });
    const { url } = own.server;
    const [board, neighbours] = [await createBoard(url), await createBoard(url)];
    const neighbour = await joined(placeOf(url), neighbours.code);
    return new Target(own, { board, neighbours, neighbour });
  }

  get url(): string {
    return this.#own.server.url;
  }

  get pid(): number {
    return this.#own.server.pid;
  }

  get place(): Place {
    return placeOf(this.url);
  }

  /** All that the server has printed. */
  get log(): string {
    return this.#own.server.log;
  }

  newBoard(): Promise<Board> {
    return createBoard(this.url);
  }

  async scoreOf(code: string, player = 1): Promise<number | undefined> {
    const answer = await this.#read(`/api/v1/rooms/${code}`);
    if (answer.status !== 200) throw new Error(`No board: ${answer.status} ${await answer.text()}`);
    const { players } = (await answer.json()) as { players: { id: number; score: number }[] };
    return players.find(({ id }) => id === player)?.score;
  }

  /** Throws unless the people next door play on as if nothing had happened, and the server met no bug of its own. */
  async expectUndisturbed(): Promise<void> {
    if (this.#own.server.wasEnded) throw new Error(`The server has ended:\n${this.log}`);
    const health = await fetch(`${this.url}/readyz`);
    if (health.status !== 200) throw new Error(`/readyz says ${health.status}`);
    this.#taps += 1;
    const answer = await this.#neighbour.push(tap(this.#taps));
    if (!answer.ok) throw new Error(`A tap next door was refused: ${answer.error?.kind}`);
    const score = await this.scoreOf(this.#neighbours.code);
    if (score !== this.#taps) throw new Error(`${score} next door, not ${this.#taps}`);
    const bug = /^.*"level":(50|60).*$/m.exec(this.log)?.[0];
    if (bug !== undefined) throw new Error(`The server met a bug: ${bug.slice(0, 2_000)}`);
  }

  /** A busy server asks readers to come back: that is an answer, and no disturbance of who plays. */
  async #read(path: string): Promise<Response> {
    for (let tries = 1; ; tries += 1) {
      const answer = await fetch(this.url + path);
      if (answer.status !== 429 || tries === READ_TRIES) return answer;
      const seconds = Number(answer.headers.get('retry-after') ?? 1);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    }
  }

  async stop(): Promise<void> {
    this.#neighbour.socket.end();
    await this.#own.remove();
  }
}

/** A board made over REST. */
export async function createBoard(url: string): Promise<Board> {
  const answer = await fetch(`${url}/api/v1/rooms`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Quiz night', players: ['Ada', 'Grace'] }),
  });
  if (answer.status !== 201) throw new Error(`No board: ${answer.status}`);
  return (await answer.json()) as Board;
}

function placeOf(url: string): Place {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}
