import { rebase } from '#lib/board/rebase.ts';
import { viewOf, type BoardView } from '#lib/board/view.ts';
import type { Delta, Snapshot, WirePlayer, You } from '#lib/protocol/messages.ts';
import type { Link } from '../connection/link.ts';
import { withDelta } from './confirmed-view.ts';
import type { Frames } from './frames.ts';
import { keepIdentity } from './keep-identity.ts';
import { withNotice } from './notices.ts';
import type { Announcement, CheerCounts, Notice, OwnTap, RoomState } from './room-state.ts';
import { TapQueue } from './tap-queue.ts';

/**
 * What the store knows, and the one value that it shows of it.
 *
 * News change what it knows at once, and cost what they change. What it shows follows with the next frame, once for all that
 * came since the last one: a hall that taps makes no more work than the screen has frames, and a hidden page none.
 */
export class RoomModel {
  readonly taps = new TapQueue();
  link: Link = 'connecting';
  here: number | null = null;
  roundTripMs: number | null = null;
  durable = true;
  trouble: string | null = null;
  you: You | null;
  announcement: Announcement | null = null;
  undoable: OwnTap | null = null;
  readonly #frames: Frames;
  #view: BoardView;
  /** Those of the view, which nobody else holds: deltas are written into them. */
  #players: Map<number, WirePlayer>;
  #notice: Notice | null = null;
  #isUpdating = false;
  #isFrameAwaited = false;
  #state: RoomState;
  readonly #listeners = new Set<() => void>();
  readonly #cheerListeners = new Set<(counts: CheerCounts) => void>();

  constructor(snapshot: Snapshot, you: You | null, frames: Frames) {
    this.you = you;
    this.#frames = frames;
    const view = viewOf(snapshot);
    this.#players = new Map(view.players);
    this.#view = { ...view, players: this.#players };
    this.#state = this.#compose(view);
  }

  /** The board as confirmed by the server. */
  get view(): BoardView {
    return this.#view;
  }

  get state(): RoomState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    // Its own entry, so that one function may subscribe twice.
    const entry = () => listener();
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  subscribeCheers(listener: (counts: CheerCounts) => void): () => void {
    const entry = (counts: CheerCounts) => listener(counts);
    this.#cheerListeners.add(entry);
    return () => void this.#cheerListeners.delete(entry);
  }

  /** Cheers pass by: they are no state. */
  cheered(counts: CheerCounts): void {
    for (const listener of this.#cheerListeners) listener(counts);
  }

  /** Moves the confirmed board on, and takes those taps out of the overlay that it now holds: both in one change. */
  confirm(view: BoardView): void {
    if (view === this.#view) return;
    if (view.epoch !== this.#view.epoch) this.taps.restarted();
    this.#players = new Map(view.players);
    this.#view = { ...view, players: this.#players };
    this.taps.confirmed(view.version);
  }

  /** As {@link confirm}, by a change of what is here; false where something before it is missing. */
  advance(delta: Delta): boolean {
    const view = withDelta(this.#view, delta, this.#players);
    if (view === null) return false;
    this.#view = view;
    this.taps.confirmed(view.version);
    return true;
  }

  notify(notice: Notice): void {
    this.#notice = withNotice(this.#notice, notice);
  }

  dismissNotice(): void {
    this.#notice = null;
  }

  /**
   * Does `change`, and shows the outcome with the next frame; listeners hear once of all that a frame brings, and only of a
   * difference. Within another update it is a part of that one.
   */
  update(change: () => void): void {
    if (this.#isUpdating) {
      change();
      return;
    }
    this.#isUpdating = true;
    try {
      change();
    } finally {
      this.#isUpdating = false;
    }
    if (this.#isFrameAwaited) return;
    this.#isFrameAwaited = true;
    this.#frames.next(() => this.#show());
  }

  /** As {@link update}, for what the person at this page did, who waits for it. */
  respond(change: () => void): void {
    this.update(change);
    this.#frames.hurry();
  }

  #show(): void {
    this.#isFrameAwaited = false;
    const next = this.#compose(this.#state.board);
    if (isSame(this.#state, next)) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  }

  #compose(shown: BoardView): RoomState {
    const board = keepIdentity(shown, rebase(this.#view, this.taps.overlay()));
    return {
      board: isSame(shown, board) ? shown : board,
      you: this.you,
      link: this.link,
      waiting: this.taps.waiting,
      durable: this.durable,
      trouble: this.trouble,
      here: this.here,
      roundTripMs: this.roundTripMs,
      notice: this.#notice,
      announcement: this.announcement,
      undoable: this.undoable,
    };
  }
}

function isSame<T extends object>(a: T, b: T): boolean {
  return (Object.keys(b) as (keyof T)[]).every((key) => Object.is(a[key], b[key]));
}
