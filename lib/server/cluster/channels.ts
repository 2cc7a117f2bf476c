/** Carries texts to whoever listens under the same name, on this node and on others; or loses them. */
export interface Channels {
  /** Never waits. */
  publish(name: string, text: string): void;
  /** @returns how to stop listening */
  subscribe(name: string, listener: (text: string) => void): () => void;
  /** Whether what is published now is likely to arrive. */
  readonly isUp: boolean;
  close(): Promise<void>;
}

/** Where there is nothing between the nodes but their storage. */
export const NO_CHANNELS: Channels = {
  publish: () => undefined,
  subscribe: () => () => undefined,
  isUp: false,
  close: () => Promise.resolve(),
};
