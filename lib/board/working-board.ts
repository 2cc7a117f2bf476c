import type { Settings } from '#lib/protocol/settings.ts';
import type { Board, BoardPlayer, RemovedPlayer } from './board.ts';

/**
 * A board while it is being changed. The players are copied once, at the first change, and the board as a value is made only
 * when it is asked for: so a tap costs one player, however big the board and however many taps there are.
 */
export class WorkingBoard {
  readonly base: Board;
  version: number;
  name: string;
  generation: number;
  nextPlayerId: number;
  settings: Settings;
  changedAt: number;
  #players: Map<number, BoardPlayer> | null = null;
  #removed: Map<number, RemovedPlayer> | null = null;
  #value: Board;

  constructor(base: Board) {
    this.base = base;
    this.version = base.version;
    this.name = base.name;
    this.generation = base.generation;
    this.nextPlayerId = base.nextPlayerId;
    this.settings = base.settings;
    this.changedAt = base.changedAt;
    this.#value = base;
  }

  get players(): ReadonlyMap<number, BoardPlayer> {
    return this.#players ?? this.base.players;
  }

  get removed(): ReadonlyMap<number, RemovedPlayer> {
    return this.#removed ?? this.base.removed;
  }

  /** Counts the version up for one change, and returns it. */
  step(): number {
    this.version += 1;
    return this.version;
  }

  /** Puts a player who is on the board, or a new one with the highest id. */
  put(player: BoardPlayer): void {
    this.#ownPlayers().set(player.id, player);
  }

  /** Puts a player at the place of its id among the others. */
  insert(player: BoardPlayer): void {
    const players = [...this.players.values(), player].toSorted((a, b) => a.id - b.id);
    this.#players = new Map(players.map((each) => [each.id, each]));
  }

  take(id: number): void {
    this.#ownPlayers().delete(id);
  }

  putRemoved(record: RemovedPlayer): void {
    this.#ownRemoved().set(record.player.id, record);
  }

  takeRemoved(id: number): void {
    this.#ownRemoved().delete(id);
  }

  /** The board as it stands. It stays as it is, whatever happens to this one afterwards. */
  get value(): Board {
    if (this.#value.version === this.version) return this.#value;
    const { base, version, name, generation, nextPlayerId, settings, changedAt } = this;
    const { code, epoch } = base;
    const { players, removed } = this;
    this.#value = {
      code,
      name,
      epoch,
      version,
      generation,
      nextPlayerId,
      settings,
      changedAt,
      players,
      removed,
    };
    return this.#value;
  }

  #ownPlayers(): Map<number, BoardPlayer> {
    if (this.#players === null || this.#players === this.#value.players) {
      this.#players = new Map(this.players);
    }
    return this.#players;
  }

  #ownRemoved(): Map<number, RemovedPlayer> {
    if (this.#removed === null || this.#removed === this.#value.removed) {
      this.#removed = new Map(this.removed);
    }
    return this.#removed;
  }
}
