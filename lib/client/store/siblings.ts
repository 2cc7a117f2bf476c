/** The other pages of this browser that are in the same room. */
export interface Siblings {
  /** These clients, and the taps that wait under them, are this page's from now on. */
  took(clientIds: readonly string[]): void;
  close(): void;
}

/** Meets them; `lost` hears what they took. */
export type MeetSiblings = (lost: (clientIds: readonly string[]) => void) => Siblings;

export function browserSiblings(room: string): MeetSiblings {
  return (lost) => {
    const channel = openChannel(`scoreroom:${room}`);
    if (channel === null) return { took: () => undefined, close: () => undefined };
    channel.addEventListener('message', ({ data }: MessageEvent<string[]>) => lost(data));
    return {
      took: (clientIds) => channel.postMessage(clientIds),
      close: () => channel.close(),
    };
  };
}

/** Null where the browser knows none, or denies it with all that it would store. */
function openChannel(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}
