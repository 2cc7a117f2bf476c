import { jittered } from '#lib/shared/backoff.ts';
import { TIMINGS } from '#lib/protocol/limits.ts';
import type { CatchUp, Position } from '#lib/server/room/catch-up.ts';
import { catchUpBytes } from '../cluster/frame-bytes.ts';
import type { SimNode } from '../cluster/sim-node.ts';
import type { World } from '../world.ts';

export interface ReturnerOptions {
  readonly room: number;
  readonly position: () => Position;
  /** Over how long the crowd was told to come back: `Pulse.spreadMs`. */
  readonly spreadMs: number;
  /** Of a drain: the delay that the server has drawn; null where the connection broke. */
  readonly delayMs: number | null;
  readonly clientId: string | null;
  readonly joined: (node: SimNode, caughtUp: CatchUp, lastId: number) => void;
}

const BACKOFF = { baseMs: TIMINGS.reconnectBaseMs, maxMs: TIMINGS.reconnectMaxMs };

/** Somebody who has lost their node and comes back to another, by the rule of `RoomConnection`. */
export class Returner {
  readonly #world: World;
  readonly #options: ReturnerOptions;
  #attempt = 0;

  constructor(world: World, options: ReturnerOptions) {
    this.#world = world;
    this.#options = options;
    if (options.delayMs === null) this.#later();
    else world.clock.after(options.delayMs, () => this.#connect());
  }

  #later(): void {
    const { clock, random } = this.#world;
    const backoff = { ...BACKOFF, spreadMs: this.#options.spreadMs };
    const delayMs = jittered(this.#attempt, backoff, () => random.random());
    this.#attempt += 1;
    clock.after(delayMs, () => this.#connect());
  }

  /** Handshake and join are some round trips; then the node has its work with it. */
  #connect(): void {
    const { clock, inputs } = this.#world;
    clock.after(4 * inputs.clientLinkMs, () => {
      const node = this.#world.balance();
      if (node === null) this.#later();
      else node.onCore(inputs.joinUs, () => void this.#join(node));
    });
  }

  async #join(node: SimNode): Promise<void> {
    const { room, position, clientId, joined } = this.#options;
    const { meters, placement, inputs, clock } = this.#world;
    try {
      node.arrives(room);
      const engine = await node.room(room);
      if (clientId !== null) node.storage.forget(clientId);
      const lastId = clientId === null ? 0 : await engine.mark(clientId);
      if (!node.isUp) {
        this.#later();
        return;
      }
      const caughtUp = node.catchUp(room, position());
      const bytes = catchUpBytes(caughtUp, inputs);
      meters.joins += 1;
      meters.joinBytes += bytes;
      if ('snapshot' in caughtUp) {
        meters.snapshots += 1;
        meters.snapshotBytes += bytes;
      }
      placement.add(room, node.index, 1);
      this.#world.returned(clock.monotonic());
      joined(node, caughtUp, lastId);
    } catch {
      meters.joinsRefused += 1;
      this.#later();
    }
  }
}
