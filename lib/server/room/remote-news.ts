import type { Board } from '#lib/board/board.ts';
import { withNews, type RoomNews, type RoomPosition } from './room-news.ts';

/** News that wait at most; beyond that the storage is asked instead. */
const MAX_WAITING = 64;

/** What a room has heard from other nodes, until there is a moment to follow it. */
export class RemoteNews {
  #waiting: RoomNews[] = [];
  #isBehind = false;

  /** Whether the storage is known to hold more than what was heard tells. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  hear(news: RoomNews): void {
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(news);
    else this.#isBehind = true;
  }

  /** Where the storage was seen to stand. */
  hearOf(position: RoomPosition, board: Board): void {
    const { epoch, version } = position;
    if (epoch !== board.epoch || version > board.version) this.#isBehind = true;
  }

  /** The board after all that was heard, as far as it follows on. */
  follow(board: Board): Board {
    const waiting = this.#waiting;
    this.#waiting = [];
    let latest = board;
    for (const news of waiting) {
      const next = withNews(latest, news);
      if (next === null) this.#isBehind = true;
      else latest = next;
    }
    return latest;
  }

  /** The storage was asked, before this or meanwhile. */
  caughtUp(): void {
    this.#isBehind = false;
  }
}
