import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { unreachable } from '#lib/shared/assert.ts';
import type { Snapshot } from '#lib/protocol/messages.ts';
import { err, ok, type Result } from '#lib/shared/result.ts';
import type { KeptRoom } from '#lib/testing/checker/history.ts';
import type { Post } from '../browser/observer.ts';
import type { ServerFault, Step } from '../faults/schedule.ts';
import { readKeptRooms } from '../kept-rooms.ts';
import { PLANT_PRELOAD } from '../plants/preload-file.ts';
import type { Stage } from '../stage.ts';
import { ServerProcess, type CreatedRoom } from './server-process.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
/** A server that nobody comes by at the armed point is killed after this long. */
const KILL_WITHIN_MS = 1_500;

export interface OneServerOptions {
  readonly steps: readonly Step<ServerFault>[];
  readonly plant: string | null;
  readonly onFailure: (what: string) => void;
}

/** A server that is alone, with its file. */
export class OneServer implements Stage<ServerFault> {
  readonly steps: readonly Step<ServerFault>[];
  readonly tally = { kills: 0, killsAtPoint: 0, drains: 0, freezes: 0, fullDisks: 0 };
  readonly posts: readonly Post[];
  readonly #dataDir: string;
  readonly #server: ServerProcess;

  private constructor(dataDir: string, { steps, plant, onFailure }: OneServerOptions) {
    this.steps = steps;
    this.#dataDir = dataDir;
    this.#server = new ServerProcess({
      main: MAIN,
      preload: plant === null ? null : PLANT_PRELOAD,
      environment: {
        TORTURE_PLANT: plant ?? '',
        NODE_COMPILE_CACHE: join(dataDir, 'cache'),
        DATA_DIR: dataDir,
      },
      onFailure,
    });
    const port = () => this.#server.port;
    this.posts = [
      { name: 'o1', transport: 'websocket', isIncremental: true, port },
      { name: 'o2', transport: 'polling', isIncremental: false, port },
    ];
  }

  static async start(options: OneServerOptions): Promise<OneServer> {
    const stage = new OneServer(await mkdtemp(join(tmpdir(), 'scoreroom-torture-')), options);
    try {
      await stage.#server.start();
      return stage;
    } catch (error) {
      await stage.remove();
      throw error;
    }
  }

  create(name: string, players: string[]): Promise<CreatedRoom> {
    return this.#server.create(name, players);
  }

  wayFor(): () => number {
    return () => this.#server.port;
  }

  async board(code: string): Promise<Result<Snapshot, string>> {
    const room = await this.#server.read(code);
    return room === null ? err('the server does not answer') : ok(room);
  }

  /** Resolves when the server stands again. */
  async inflict(fault: ServerFault): Promise<void> {
    const { tally } = this;
    switch (fault.kind) {
      case 'kill-at': {
        const met = await this.#server.killAt(fault.point, fault.nth, KILL_WITHIN_MS);
        tally.kills += 1;
        if (met === 'there') tally.killsAtPoint += 1;
        return this.#server.start();
      }
      case 'kill':
        await this.#server.kill();
        tally.kills += 1;
        return this.#server.start();
      case 'drain':
        tally.drains += 1;
        await this.#server.stop();
        return this.#server.start();
      case 'freeze':
        tally.freezes += 1;
        this.#server.pause();
        await sleep(fault.ms);
        return this.#server.resume();
      case 'disk-full':
        tally.fullDisks += 1;
        this.#server.setDiskFull(true);
        await sleep(fault.ms);
        return this.#server.setDiskFull(false);
      default:
        return unreachable(fault);
    }
  }

  /** Whatever is done to a server ends before anything else begins. */
  async heal(): Promise<void> {}

  async blackOut(ms: number): Promise<void> {
    await sleep(ms);
  }

  async stop(): Promise<KeptRoom[]> {
    await this.#server.stop();
    return readKeptRooms(join(this.#dataDir, 'scoreroom.db'));
  }

  async remove(): Promise<void> {
    await this.#server.kill();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}
