import type { LimitSettings } from './limit-settings.ts';
import { networkOf } from './network.ts';

type Caps = Pick<LimitSettings, 'maxConnections' | 'maxConnectionsPerAddress'>;

/** Counts the open connections, of the node and of each network. */
export class ConnectionCaps {
  readonly #caps: Caps;
  readonly #byNetwork = new Map<string, number>();
  #count = 0;

  constructor(caps: Caps) {
    this.#caps = caps;
  }

  get count(): number {
    return this.#count;
  }

  /** Which of the caps keeps another connection out, or null. */
  refusal(address: string, { isMetered }: { isMetered: boolean }): 'node' | 'address' | null {
    const { maxConnections, maxConnectionsPerAddress } = this.#caps;
    if (this.#count >= maxConnections) return 'node';
    const ofAddress = this.#byNetwork.get(networkOf(address)) ?? 0;
    return isMetered && ofAddress >= maxConnectionsPerAddress ? 'address' : null;
  }

  /** Counts a connection from now on, until the function that this returns is called; calling it again does nothing. */
  open(address: string): () => void {
    const network = networkOf(address);
    this.#count += 1;
    this.#byNetwork.set(network, (this.#byNetwork.get(network) ?? 0) + 1);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      this.#count -= 1;
      const left = (this.#byNetwork.get(network) ?? 1) - 1;
      if (left > 0) this.#byNetwork.set(network, left);
      else this.#byNetwork.delete(network);
    };
  }
}
