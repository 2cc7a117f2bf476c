import type { LimitSettings } from './limit-settings.ts';
import { networkOf } from './network.ts';

type Caps = Pick<LimitSettings, 'maxConnections' | 'maxConnectionsPerAddress'>;

/**
 * Connections of one address that have not joined a room yet. Each of a crowd that comes back does so within a second; one
 * that never does holds its place, and some memory, until its time is over.
 */
const MAX_PENDING_PER_ADDRESS = 500;

/** Which of the caps is reached. */
export type Full = 'node' | 'address' | 'pending';

interface Counted {
  readonly network: Network;
  isPending: boolean;
}

interface Network {
  readonly name: string;
  open: number;
  pending: number;
}

/** Counts the open connections, of the node and of each network. */
export class ConnectionCaps {
  readonly #caps: Caps;
  readonly #networks = new Map<string, Network>();
  readonly #connections = new Map<object, Counted>();

  constructor(caps: Caps) {
    this.#caps = caps;
  }

  get count(): number {
    return this.#connections.size;
  }

  /** Which of the caps keeps another connection out, or null. */
  refusal(address: string, { isMetered }: { readonly isMetered: boolean }): Full | null {
    const { maxConnections, maxConnectionsPerAddress } = this.#caps;
    if (this.count >= maxConnections) return 'node';
    const network = this.#networks.get(networkOf(address));
    const { open, pending } = network ?? { open: 0, pending: 0 };
    if (!isMetered) return null;
    if (open >= maxConnectionsPerAddress) return 'address';
    return pending >= MAX_PENDING_PER_ADDRESS ? 'pending' : null;
  }

  /** Counts a connection until it is told to have closed. */
  opened(connection: object, address: string): void {
    const name = networkOf(address);
    const network = this.#networks.get(name) ?? { name, open: 0, pending: 0 };
    this.#networks.set(name, network);
    network.open += 1;
    network.pending += 1;
    this.#connections.set(connection, { network, isPending: true });
  }

  /** The connection has joined a room. */
  joined(connection: object): void {
    const counted = this.#connections.get(connection);
    if (counted?.isPending !== true) return;
    counted.isPending = false;
    counted.network.pending -= 1;
  }

  closed(connection: object): void {
    const counted = this.#connections.get(connection);
    if (counted === undefined) return;
    this.joined(connection);
    this.#connections.delete(connection);
    const { network } = counted;
    network.open -= 1;
    if (network.open === 0) this.#networks.delete(network.name);
  }
}
