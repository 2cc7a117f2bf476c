import type { NewsBus, RoomListener, RoomNews } from '../room-news.ts';

/** How what is told reaches a listener: at once, by default. */
export type Carry = (deliver: () => void) => void;

/** The news of rooms between the nodes of a test, as reliable as the test wants them to be. */
export class LossyBus {
  carry: Carry = (deliver) => deliver();
  readonly told: RoomNews[] = [];
  readonly #listeners = new Map<RoomListener, { readonly node: string; readonly code: string }>();

  /** The bus as one node has it: it does not hear itself. */
  of(node: string): NewsBus {
    return {
      tell: (code, news) => {
        this.told.push(news);
        this.#toOthers(node, code, (listener) => listener.hear(news));
      },
      announce: (code, text) => {
        this.#toOthers(node, code, (listener) => listener.hearAnnouncement(text));
      },
      follow: (code, listener) => {
        this.#listeners.set(listener, { node, code });
        return () => void this.#listeners.delete(listener);
      },
    };
  }

  #toOthers(node: string, code: string, deliver: (listener: RoomListener) => void): void {
    for (const [listener, place] of this.#listeners) {
      if (place.node !== node && place.code === code) this.carry(() => deliver(listener));
    }
  }
}
