import type { Clock } from '#lib/shared/clock.ts';
import { RENEW_MS } from './claim.ts';
import type { Lane, Outbox } from './outbox.ts';
import type { Pusher } from './pusher.ts';
import type { RoomModel } from './room-model.ts';
import type { MeetSiblings, Siblings } from './siblings.ts';

export interface LaneKeeperOptions {
  readonly model: RoomModel;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly pusher: Pusher;
  readonly siblings: MeetSiblings | undefined;
  /** News that were left aside because of a lane that is lost are wanted now. */
  readonly becameSure: () => void;
}

/** Which lanes this page sends: its own, and those that others have left; and which it has lost to another page. */
export class LaneKeeper {
  readonly #options: LaneKeeperOptions;
  readonly #siblings: Siblings | undefined;
  #cancelRenewal: () => void = () => undefined;
  #isClosed = false;

  constructor(options: LaneKeeperOptions) {
    this.#options = options;
    this.#siblings = options.siblings?.((lost) => this.#lost(lost));
  }

  start(): void {
    this.#adopt(this.#options.outbox.found);
    this.#scheduleRenewal();
  }

  /** Numbers a lane anew whose taps before `firstId` are lost with the server's history. */
  renumber(clientId: string, firstId: number): void {
    const { model, outbox, pusher } = this.#options;
    if (pusher.isPaused) return;
    pusher.pause();
    outbox
      .renumber(clientId, firstId)
      .then((lane) => {
        if (this.#isClosed) return;
        model.update(() => model.taps.replace(clientId, lane));
        pusher.resume();
      })
      .catch(() => {
        // The outbox is as it was; the server will say again that the lane is an orphan.
        if (!this.#isClosed) pusher.resumeLater();
      });
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelRenewal();
    this.#siblings?.close();
  }

  #scheduleRenewal(): void {
    const { clock, outbox, pusher } = this.#options;
    this.#cancelRenewal = clock.after(RENEW_MS, () => {
      this.#scheduleRenewal();
      outbox.renew().then(
        (lanes) => {
          if (this.#isClosed) return;
          this.#adopt(lanes);
          pusher.kick();
        },
        // A lease that runs out costs a clientId, nothing else.
        () => undefined,
      );
    });
  }

  /** Sends from now on what another page has left, or seems to have left. */
  #adopt(lanes: readonly Lane[]): void {
    // Before any of it is sent: a page that lives after all must not show it beside what the server has counted.
    if (lanes.length > 0) this.#siblings?.took(lanes.map(({ clientId }) => clientId));
    const { model, outbox } = this.#options;
    model.update(() => {
      model.durable = outbox.durable;
      for (const lane of lanes) model.taps.adopt(lane);
    });
  }

  #lost(clientIds: readonly string[]): void {
    const { model, becameSure } = this.#options;
    const wasUnsure = model.taps.isUnsure;
    model.update(() => {
      for (const clientId of clientIds) model.taps.lose(clientId);
    });
    if (wasUnsure && !model.taps.isUnsure) becameSure();
  }
}
