import { unconnected } from '#lib/protocol/wire-error.ts';
import { LIMITS } from '#lib/protocol/limits.ts';
import type { Snapshot, You } from '#lib/protocol/messages.ts';
import { assert } from '#lib/shared/assert.ts';
import { openWithFallback } from './fallback-outbox.ts';
import { noFrames, type Frames } from './frames.ts';
import type { OpenOutbox, Outbox } from './outbox.ts';
import { RoomModel } from './room-model.ts';
import { RoomSession, type SessionOptions } from './room-session.ts';
import type { RoomStore } from './room-state.ts';

/** Taps that may wait at once: hours of tapping by hand, and a bound for whatever taps faster. */
const MAX_WAITING = 10_000;

const CLOSED = unconnected(
  'This page has no connection to the room, so nothing was done. Reload it and try again.',
);

export interface RoomStoreDeps extends SessionOptions {
  /** The room as the server rendered it. */
  readonly snapshot: Snapshot;
  /** Who the server took the person for then. */
  readonly you?: You | null;
  /** When what has changed is shown. @default at once */
  readonly frames?: Frames;
  /** Opens the durable outbox; where that fails, taps wait in memory. */
  readonly openOutbox: OpenOutbox;
}

/** The store of one room. It touches nothing outside until it is started, so it can be made on a server too. */
export function createRoomStore(deps: RoomStoreDeps): RoomStore {
  const model = new RoomModel(deps.snapshot, deps.you ?? null, deps.frames ?? noFrames);
  let session: RoomSession | null = null;
  /** Where taps wait that outlive nothing but a restart of this store. */
  let kept: Outbox | null = null;
  let isStarted = false;
  /** Opening and closing take turns, so that two runs never hold one outbox. */
  let turn: Promise<void> = Promise.resolve();

  async function open(): Promise<void> {
    if (!isStarted || session !== null) return;
    const { clock, newToken, openOutbox } = deps;
    const outbox = kept ?? (await openWithFallback({ open: openOutbox, clock, newToken }));
    kept = outbox;
    // Closed meanwhile: the turn of `shut` comes next, and ends what has not begun.
    if (!isStarted) return;
    session = new RoomSession(model, outbox, deps);
    session.start();
  }

  async function shut(closing: Promise<void> | undefined): Promise<void> {
    await closing;
    if (session !== null && closing === undefined) return;
    const outbox = kept;
    if (outbox === null) return;
    await outbox.close();
    if (!outbox.durable) return;
    kept = null;
    model.update(() => model.taps.forgetSaved());
  }

  return {
    getState: () => model.state,
    subscribe: (listener) => model.subscribe(listener),

    tap(player, delta) {
      assert(Number.isInteger(delta) && delta !== 0, 'a tap changes the score by a whole number');
      assert(Math.abs(delta) <= LIMITS.delta, 'a tap stays within its limit');
      model.respond(() => {
        const { taps, view } = model;
        if (taps.waiting < MAX_WAITING) taps.add({ generation: view.generation, player, delta });
        else model.notify({ kind: 'problem', text: 'Too many taps are waiting to be sent.' });
      });
      session?.save();
    },

    async act(action) {
      // Asked before the outbox is open: that is a matter of milliseconds.
      await turn;
      return session?.act(action) ?? { ok: false, error: CLOSED };
    },
    cheer: (emoji) => session?.cheer(emoji),
    subscribeCheers: (listener) => model.subscribeCheers(listener),

    warn: (text) => model.respond(() => model.notify({ kind: 'problem', text })),
    dismissAnnouncement: () => model.respond(() => void (model.announcement = null)),
    dismissNotice: () => model.respond(() => model.dismissNotice()),
    serverNow: () => session?.serverNow() ?? deps.clock.now(),

    start() {
      if (isStarted) return;
      isStarted = true;
      deps.sockets.preload();
      turn = turn.then(open);
    },

    close() {
      if (!isStarted) return;
      isStarted = false;
      const closing = session?.close();
      session = null;
      model.update(() => void (model.link = 'connecting'));
      turn = turn.then(() => shut(closing));
    },
  };
}
