import type { Boards } from './board-requests.ts';

/** A board in memory. A merged delta holds each player who scored since the last one, once, with the score of now. */
export class ScoreBoard {
  readonly scores: number[];
  readonly #changed = new Set<number>();

  constructor(playerCount: number) {
    this.scores = Array.from({ length: playerCount }, () => 0);
  }

  /** Counts a tap; the new score, or null where there is no such player. */
  tap(player: number, delta: number): number | null {
    const before = this.scores[player - 1];
    if (before === undefined) return null;
    this.scores[player - 1] = before + delta;
    this.#changed.add(player);
    return before + delta;
  }

  /** [player, score, player, score, …] as JSON: all of them. */
  snapshot(): string {
    return JSON.stringify(this.scores.flatMap((score, index) => [index + 1, score]));
  }

  /** The same of those that changed since the last call, or null where none did. */
  takeDelta(): string | null {
    if (this.#changed.size === 0) return null;
    const delta = Array.from(this.#changed, (player) => [player, this.scores[player - 1]]).flat();
    this.#changed.clear();
    return JSON.stringify(delta);
  }
}

/** Boards by name: "1", "2", "3" … */
export class ScoreBoards implements Boards {
  readonly #boards = new Map<string, ScoreBoard>();

  create(playerCount: number): string {
    const room = String(this.#boards.size + 1);
    this.#boards.set(room, new ScoreBoard(playerCount));
    return room;
  }

  scores(room: string): readonly number[] {
    return this.#boards.get(room)?.scores ?? [];
  }

  find(room: string): ScoreBoard | undefined {
    return this.#boards.get(room);
  }

  [Symbol.iterator](): IterableIterator<[string, ScoreBoard]> {
    return this.#boards.entries();
  }
}
