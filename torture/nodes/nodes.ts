import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { assert, unreachable } from '#lib/shared/assert.ts';
import type { Snapshot } from '#lib/protocol/messages.ts';
import { err, ok, type Result } from '#lib/shared/result.ts';
import type { KeptRoom } from '#lib/testing/checker/history.ts';
import { seededRandom } from '#lib/testing/seeded-random.ts';
import { startPostgres, type PostgresServer } from '../../testing/servers/postgres-server.ts';
import { startRedis, type RedisServer } from '../../testing/servers/redis-server.ts';
import type { Post } from '../browser/observer.ts';
import type { NodeFault } from '../faults/node-schedule.ts';
import type { Step } from '../faults/schedule.ts';
import type { CreatedRoom } from '../server/server-process.ts';
import type { Stage } from '../stage.ts';
import { Balancer } from './balancer.ts';
import { Node } from './node.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { withPostgres } from './postgres-client.ts';
import { readPostgresRooms } from './read-kept-rooms.ts';

/** A node that nobody comes by at the armed point is killed after this long. */
const KILL_WITHIN_MS = 3_000;
const END_BACKENDS = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'scoreroom'`;
/** So often while taps flow, so that some are in the middle of a commit. */
const END_AGAIN_MS = 40;
const POSITION = 'SELECT epoch, version FROM rooms WHERE code = $1';

export interface NodesOptions {
  readonly nodes: number;
  readonly seed: number;
  readonly steps: readonly Step<NodeFault>[];
  readonly plant: string | null;
  readonly onFailure: (what: string) => void;
}

interface Parts {
  readonly directory: string;
  readonly postgres: PostgresServer;
  readonly databaseUrl: string;
  readonly redis: RedisServer;
  readonly nodes: readonly Node[];
}

/** Several nodes on one PostgreSQL and one Redis. */
export class Nodes implements Stage<NodeFault> {
  readonly steps: readonly Step<NodeFault>[];
  readonly posts: readonly Post[];
  readonly tally: Record<NodeFault['kind'] | 'killsAtPoint', number> = {
    'kill-node': 0,
    killsAtPoint: 0,
    'freeze-node': 0,
    'drain-node': 0,
    'wrong-clock': 0,
    'kill-redis': 0,
    'freeze-redis': 0,
    'flush-redis': 0,
    'delay-redis': 0,
    'cut-redis': 0,
    'restart-postgres': 0,
    'kill-postgres': 0,
    'end-backends': 0,
    'cut-postgres': 0,
    'stall-postgres': 0,
  };
  readonly #parts: Parts;
  readonly #balancer: Balancer;
  readonly #work = new OneAtATime();

  private constructor({ steps, seed }: NodesOptions, parts: Parts) {
    this.steps = steps;
    this.#parts = parts;
    const servers = parts.nodes.map(({ server }) => server);
    this.#balancer = new Balancer(servers, seededRandom(seed + 3));
    this.posts = [
      ...servers.map((server, index): Post => {
        const port = () => server.port;
        return { name: `o${index}`, transport: 'websocket', isIncremental: true, port };
      }),
      {
        name: 'o-roaming',
        transport: 'polling',
        isIncremental: false,
        port: this.#balancer.roaming(),
      },
    ];
  }

  static async start(options: NodesOptions): Promise<Nodes> {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    const directory = await mkdtemp(join(tmpdir(), 'scoreroom-torture-'));
    const databaseUrl = await postgres.createDatabase('scoreroom');
    const cacheDir = join(directory, 'cache');
    const { plant } = options;
    const nodes = await Promise.all(
      Array.from({ length: options.nodes }, (_, index) => {
        const onFailure = (what: string) => options.onFailure(`node ${index}: ${what}`);
        return Node.create({ postgres, databaseUrl, redis, plant, cacheDir, onFailure });
      }),
    );
    const stage = new Nodes(options, { directory, postgres, databaseUrl, redis, nodes });
    try {
      await Promise.all(nodes.map((node) => node.start()));
      return stage;
    } catch (error) {
      await stage.remove();
      throw error;
    }
  }

  create(name: string, players: string[]): Promise<CreatedRoom> {
    return this.#nodeOf(0).server.create(name, players);
  }

  wayFor(isPolling: boolean): () => number {
    return isPolling ? this.#balancer.sticky() : this.#balancer.roaming();
  }

  async board(code: string): Promise<Result<Snapshot, string>> {
    const { nodes, databaseUrl } = this.#parts;
    const boards = await Promise.all(nodes.map(({ server }) => server.read(code)));
    type Position = Pick<Snapshot, 'epoch' | 'version'>;
    const [kept] = await withPostgres(databaseUrl, (ask) => ask<Position>(POSITION, code));
    assert(kept !== undefined, 'rooms stay');
    for (const [index, board] of boards.entries()) {
      if (board === null) return err(`node ${index} does not answer`);
      if (board.epoch !== kept.epoch || board.version !== kept.version) {
        return err(`node ${index} has ${code} at version ${board.version}, not ${kept.version}`);
      }
    }
    const [board] = boards;
    return board ? ok(board) : err('there is no node');
  }

  /** Resolves when it has begun: faults of different things overlap. */
  async inflict(fault: NodeFault): Promise<void> {
    const { postgres, redis } = this.#parts;
    this.tally[fault.kind] += 1;
    switch (fault.kind) {
      case 'kill-node':
      case 'freeze-node':
      case 'drain-node':
      case 'wrong-clock':
        return this.#hurtNode(fault);
      case 'delay-redis':
      case 'cut-redis':
      case 'cut-postgres':
      case 'stall-postgres':
        return this.#spoilWay(fault);
      case 'kill-redis':
        return this.#work.begin('redis', async () => {
          await redis.kill();
          await sleep(fault.ms);
          await redis.start();
        });
      case 'freeze-redis':
        return this.#work.begin('redis', async () => {
          redis.freeze();
          await sleep(fault.ms);
          redis.thaw();
        });
      case 'flush-redis':
        return this.#work.begin('redis', () => flush(redis.port));
      case 'restart-postgres':
      case 'kill-postgres':
        return this.#work.begin('postgres', async () => {
          await (fault.kind === 'kill-postgres' ? postgres.kill() : postgres.stop());
          await sleep(fault.ms);
          await postgres.start();
        });
      case 'end-backends':
        return this.#work.begin('postgres', async () => {
          for (let time = 0; time < fault.times; time += 1) {
            await withPostgres(postgres.urlOf('postgres'), (ask) => ask(END_BACKENDS));
            await sleep(END_AGAIN_MS);
          }
        });
      default:
        return unreachable(fault);
    }
  }

  heal(): Promise<void> {
    return this.#work.settled();
  }

  /** Redis is gone, and with it all that nodes tell each other. */
  async blackOut(ms: number): Promise<void> {
    const { redis } = this.#parts;
    await redis.kill();
    await sleep(ms);
    await redis.start();
  }

  async stop(): Promise<KeptRoom[]> {
    const { nodes, databaseUrl } = this.#parts;
    await Promise.all(nodes.map(({ server }) => server.stop()));
    return readPostgresRooms(databaseUrl);
  }

  async remove(): Promise<void> {
    const { nodes, postgres, redis, directory } = this.#parts;
    await Promise.all(nodes.map((node) => node.remove()));
    await Promise.all([postgres.remove(), redis.remove()]);
    await rm(directory, { recursive: true, force: true });
  }

  #hurtNode(
    fault: Extract<NodeFault, { kind: 'kill-node' | 'freeze-node' | 'drain-node' | 'wrong-clock' }>,
  ): Promise<void> {
    const node = this.#nodeOf(fault.node);
    const { server } = node;
    return this.#work.begin(this.#thing('node', fault.node), async () => {
      switch (fault.kind) {
        case 'kill-node': {
          if (fault.point === null) await server.kill();
          else {
            const met = await server.killAt(fault.point, fault.nth, KILL_WITHIN_MS);
            if (met === 'there') this.tally.killsAtPoint += 1;
          }
          await sleep(fault.ms);
          return node.start();
        }
        case 'drain-node':
          await server.stop();
          return node.start();
        case 'freeze-node':
          server.pause();
          await sleep(fault.ms);
          return server.resume();
        case 'wrong-clock':
          server.setClockOff(fault.offMs);
          await sleep(fault.ms);
          return server.setClockOff(0);
        default:
          return unreachable(fault);
      }
    });
  }

  async #spoilWay(
    fault: Extract<
      NodeFault,
      { kind: 'delay-redis' | 'cut-redis' | 'cut-postgres' | 'stall-postgres' }
    >,
  ): Promise<void> {
    const { nodes } = this.#parts;
    const all = fault.node === null ? nodes.keys() : [fault.node];
    const isRedis = fault.kind === 'delay-redis' || fault.kind === 'cut-redis';
    for (const number of all) {
      const node = this.#nodeOf(number);
      const way = isRedis ? node.toRedis : node.toPostgres;
      const thing = this.#thing(isRedis ? 'to redis' : 'to postgres', number);
      await this.#work.begin(thing, async () => {
        if (fault.kind === 'delay-redis') way.delay(fault.byMs);
        else if (fault.kind === 'stall-postgres') way.stall();
        else way.cut();
        await sleep(fault.ms);
        way.heal();
      });
    }
  }

  #nodeOf(number: number): Node {
    const { nodes } = this.#parts;
    const node = nodes[number % nodes.length];
    assert(node !== undefined, 'there is a node');
    return node;
  }

  #thing(name: string, node: number): string {
    return `${name} ${node % this.#parts.nodes.length}`;
  }
}

async function flush(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    socket.once('data', () => socket.end(resolve));
    socket.once('close', resolve);
    socket.write('FLUSHALL\r\n');
  });
}
