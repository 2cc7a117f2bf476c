import { snapshotOf } from '#lib/board/diff.ts';
import { applyDelta, viewOf, type BoardView } from '#lib/board/view.ts';
import type { Board } from '#lib/board/board.ts';
import type { CatchUp } from '#lib/server/room/catch-up.ts';
import type { Delta, WirePlayer } from '#lib/protocol/messages.ts';
import { assert } from '#lib/shared/assert.ts';
import type { SimNode, Viewer } from '../cluster/sim-node.ts';
import { Link } from './link.ts';
import type { Decided, Surroundings } from './surroundings.ts';

/** One viewer of the crowd with a full view, that applies what it is sent as a page does. */
export class Probe implements Viewer {
  readonly room: number;
  readonly #world: Surroundings;
  readonly #down: Link;
  #node: SimNode | null;
  #connection = 0;
  #view: BoardView;
  #players: Map<number, WirePlayer>;
  #unseen: Decided[] = [];

  constructor(world: Surroundings, room: number, node: SimNode) {
    this.#world = world;
    this.room = room;
    this.#node = node;
    this.#down = new Link(world.clock, world.inputs, world.random);
    this.#view = viewOf(snapshotOf(world.firstBoard(room)));
    this.#players = new Map(this.#view.players);
    node.watch(room, this);
  }

  get node(): SimNode | null {
    return this.#node;
  }

  get position() {
    return { epoch: this.#view.epoch, version: this.#view.version };
  }

  delta(delta: Delta, leavesAfterMs: number): void {
    const connection = this.#connection;
    this.#down.carry(() => {
      if (this.#connection === connection) this.#apply(delta);
    }, leavesAfterMs);
  }

  /** A tap that it is to see. */
  expect(decided: Decided): void {
    this.#unseen.push(decided);
    this.#see();
  }

  disconnected(): void {
    this.#node?.unwatch(this.room, this);
    this.#node = null;
    this.#connection += 1;
  }

  joined(node: SimNode, caughtUp: CatchUp): void {
    this.#node = node;
    this.#connection += 1;
    node.watch(this.room, this);
    const connection = this.#connection;
    this.#down.carry(() => {
      if (this.#connection !== connection) return;
      if ('delta' in caughtUp) this.#apply(caughtUp.delta);
      else if (caughtUp.snapshot.version > this.#view.version) {
        this.#show(viewOf(caughtUp.snapshot), new Map(viewOf(caughtUp.snapshot).players));
      }
    });
  }

  /** Whether it shows what the room came to. */
  shows(board: Board): boolean {
    if (this.#view.version !== board.version) return false;
    for (const { id, score } of board.players.values()) {
      if (this.#players.get(id)?.score !== score) return false;
    }
    return this.#players.size === board.players.size;
  }

  #apply(delta: Delta): void {
    const outcome = applyDelta(this.#view, delta, this.#players);
    if (outcome.kind === 'applied') this.#show(outcome.view, this.#players);
    if (outcome.kind !== 'gap') return;
    this.#world.meters.gaps += 1;
    const node = this.#node;
    if (node !== null) this.joined(node, node.catchUp(this.room, this.position));
  }

  #show(view: BoardView, players: Map<number, WirePlayer>): void {
    assert(view.version > this.#view.version, 'what is shown never goes back');
    this.#view = view;
    this.#players = players;
    this.#see();
  }

  #see(): void {
    if (this.#unseen.length === 0) return;
    const { version } = this.#view;
    const left: Decided[] = [];
    for (const decided of this.#unseen) {
      if (decided.version > version) left.push(decided);
      else this.#world.seen(decided, this.#node);
    }
    this.#unseen = left;
  }
}
