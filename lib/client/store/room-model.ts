import { rebase } from '#lib/board/rebase.ts';
import { viewOf, type BoardView } from '#lib/board/view.ts';
import type { Snapshot, You } from '#lib/protocol/messages.ts';
import type { Link } from '../connection/link.ts';
import { keepIdentity } from './keep-identity.ts';
import { withNotice } from './notices.ts';
import type { Announcement, CheerCounts, Notice, OwnTap, RoomState } from './room-state.ts';
import { TapQueue } from './tap-queue.ts';

/** What the store knows, and the one value that it shows of it. */
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
  #view: BoardView;
  #notice: Notice | null = null;
  #isUpdating = false;
  #state: RoomState;
  readonly #listeners = new Set<() => void>();
  readonly #cheerListeners = new Set<(counts: CheerCounts) => void>();

  constructor(snapshot: Snapshot, you: You | null) {
    this.you = you;
    this.#view = viewOf(snapshot);
    this.#state = this.#compose(this.#view);
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
    if (view.epoch !== this.#view.epoch) this.taps.restarted();
    this.#view = view;
    this.taps.confirmed(view.version);
  }

  notify(notice: Notice): void {
    this.#notice = withNotice(this.#notice, notice);
  }

  dismissNotice(): void {
    this.#notice = null;
  }

  /**
   * Does `change`, then shows the outcome; listeners hear at most once, and only of a difference. Within another update it
   * is a part of that one.
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
