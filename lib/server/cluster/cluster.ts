import { randomBytes } from 'node:crypto';
import type { Clock } from '#lib/shared/clock.ts';
import type { Rights } from '../access/rights.ts';
import type { RoomRegistry } from '../room/room-registry.ts';
import type { SharedStorage } from '../storage/shared-storage.ts';
import type { Channels } from './channels.ts';
import { Lookout } from './lookout.ts';
import { NodeBus } from './node-bus.ts';
import { readRightsChange } from './rights-message.ts';
import { SharedClock } from './shared-clock.ts';

const NODE_ID_BYTES = 9;

/** What makes a server one of several: a storage that they share, and what carries news between them. */
export interface ClusterParts {
  readonly storage: SharedStorage;
  readonly channels: Channels;
  /** Hears that this machine's clock is wrong by so many milliseconds. */
  readonly onWrongClock: (offMs: number) => void;
}

export interface ClusterOptions extends ClusterParts {
  readonly clock: Clock;
  readonly onBug: (error: unknown) => void;
}

/** This server as one of the nodes on a storage. */
export class Cluster {
  /** The wall clock that the nodes have in common. */
  readonly clock: SharedClock;
  readonly bus: NodeBus;
  readonly #options: ClusterOptions;
  #lookout: Lookout | null = null;

  constructor(options: ClusterOptions) {
    const { clock, onWrongClock, channels, onBug } = options;
    this.#options = options;
    this.clock = new SharedClock({ clock, onWrong: onWrongClock });
    const node = randomBytes(NODE_ID_BYTES).toString('base64url');
    this.bus = new NodeBus({ node, channels, clock: this.clock, onBug });
  }

  /** Begins to look at what the others do. Resolves when the clock is right. */
  async enter(registry: RoomRegistry, rights: Rights): Promise<void> {
    const { storage, clock, onBug } = this.#options;
    const drop = (code: string) => registry.drop(code);
    const lookout = new Lookout({
      storage,
      clock,
      onBug,
      drop,
      sharedClock: this.clock,
      rooms: () => registry.rooms(),
      heard: (told) => {
        const change = readRightsChange(told);
        if (change === null) return;
        rights.hear(change);
        // As where it was closed: whoever comes now is to meet that.
        if (change.kind === 'room-closed') drop(change.code).catch(onBug);
      },
    });
    rights.tellOthers = (change) => lookout.tell(change);
    this.#lookout = lookout;
    await lookout.start();
  }

  async close(): Promise<void> {
    await this.#lookout?.close();
    this.bus.close();
    await this.#options.channels.close();
  }
}
