import {
  keyOf,
  type History,
  type KeptEvent,
  type KeptRoom,
  type SeenBoard,
  type TapRecord,
  type Violation,
} from './history.ts';

/**
 * Each board that was seen is the one of its version, give or take what its browser had tapped and that version does not
 * hold: within Jepsen's bound for a counter, with the bound drawn as tight as the final record allows.
 */
export function checkBoards({ boards }: History, rooms: readonly KeptRoom[]): Violation[] {
  return rooms.flatMap((room) => {
    const seen = boards.filter(({ room: code }) => code === room.code);
    const sorted = seen.toSorted((a, b) => a.version - b.version);
    const appliedAt = new Map<string, number>();
    for (const { kind, clientId, mutationId, version } of room.events) {
      if (kind === 'tap' && clientId !== null && mutationId !== null) {
        appliedAt.set(keyOf(clientId, mutationId), version);
      }
    }
    const past = new Past(room);
    return sorted.flatMap((board) => {
      past.goTo(board.version);
      return problemsOf(board, { room, past, appliedAt });
    });
  });
}

/** The board of a room at one version after another, from what is kept. */
class Past {
  readonly #room: KeptRoom;
  readonly scores = new Map<number, number>();
  generation = 1;
  #next = 0;
  #nextArchive = 0;
  readonly #archives: KeptRoom['archives'];

  constructor(room: KeptRoom) {
    this.#room = room;
    this.#archives = room.archives.toSorted((a, b) => a.generation - b.generation);
  }

  goTo(version: number): void {
    for (;;) {
      const event: KeptEvent | undefined = this.#room.events[this.#next];
      const archive = this.#archives[this.#nextArchive];
      const resetAt = archive === undefined ? Infinity : archive.version + 1;
      const eventAt = event?.version ?? Infinity;
      if (Math.min(resetAt, eventAt) > version) return;
      if (resetAt <= eventAt && archive !== undefined) {
        this.scores.clear();
        this.generation = archive.generation + 1;
        this.#nextArchive += 1;
      } else if (event !== undefined) {
        this.scores.set(event.player, event.score);
        this.#next += 1;
      }
    }
  }
}

interface Truth {
  readonly room: KeptRoom;
  readonly past: Past;
  readonly appliedAt: ReadonlyMap<string, number>;
}

function problemsOf(board: SeenBoard, { room, past, appliedAt }: Truth): Violation[] {
  const name = `${board.room} ${board.by} at version ${board.version}`;
  const wrong = (what: string): Violation => ({ check: 'board-wrong', what: `${name}: ${what}` });
  if (board.epoch !== room.epoch) return [wrong(`epoch ${board.epoch} is not ${room.epoch}`)];
  if (board.version > room.version) return [wrong(`there are only ${room.version} versions`)];
  if (board.generation !== past.generation) {
    return [wrong(`generation ${board.generation} is not ${past.generation}`)];
  }
  const isPending = (tap: TapRecord) =>
    tap.generation === board.generation &&
    tap.keys.every((key) => (appliedAt.get(key) ?? Infinity) > board.version);
  const pending = board.pending.filter(isPending);
  const found: Violation[] = [];
  for (let index = 0; index < board.scores.length; index += 2) {
    const player = board.scores[index] ?? 0;
    const shown = board.scores[index + 1] ?? 0;
    const score = past.scores.get(player) ?? 0;
    const own = pending.filter((tap) => tap.player === player).map(({ delta }) => delta);
    const least = own.reduce((sum, delta) => sum + Math.min(delta, 0), score);
    const most = own.reduce((sum, delta) => sum + Math.max(delta, 0), score);
    if (shown >= least && shown <= most) continue;
    const bound = least === most ? String(score) : `${least} to ${most}`;
    found.push(wrong(`player ${player} shows ${shown}, not ${bound}`));
  }
  return found;
}
