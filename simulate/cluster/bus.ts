import type { SimClock } from '../clock/sim-clock.ts';
import type { Inputs } from '../inputs.ts';
import type { Meters } from './meters.ts';
import { bytesOf, type RoomNews } from './remote-news.ts';

interface Subscriber {
  readonly isUp: boolean;
  serves(room: number): boolean;
  hear(news: RoomNews): void;
}

/** Redis: a channel for each room, to which the nodes that serve it are subscribed. It promises nothing. */
export class Bus {
  readonly #clock: SimClock;
  readonly #inputs: Inputs;
  readonly #meters: Meters;
  readonly #subscribers: Subscriber[] = [];
  isUp = true;

  constructor(clock: SimClock, inputs: Inputs, meters: Meters) {
    this.#clock = clock;
    this.#inputs = inputs;
    this.#meters = meters;
  }

  subscribe(subscriber: Subscriber): void {
    this.#subscribers.push(subscriber);
  }

  publish(from: Subscriber, news: RoomNews): void {
    const meters = this.#meters;
    if (!this.isUp) {
      meters.newsLost += 1;
      return;
    }
    const bytes = bytesOf(news) + this.#inputs.newsHeaderBytes;
    meters.published += 1;
    meters.publishedBytes += bytes;
    this.#clock.after(2 * this.#inputs.redisLinkMs, () => {
      if (!this.isUp) return;
      for (const subscriber of this.#subscribers) {
        // Who publishes hears itself too where the room is its own; it knows that already.
        if (subscriber === from || !subscriber.isUp || !subscriber.serves(news.room)) continue;
        meters.delivered += 1;
        meters.deliveredBytes += bytes;
        subscriber.hear(news);
      }
    });
  }
}
