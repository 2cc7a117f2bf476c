import { jittered } from '#lib/shared/backoff.ts';
import { LIMITS, TIMINGS } from '#lib/protocol/limits.ts';
import { toWireError } from '#lib/protocol/errors.ts';
import type { PushVerdicts } from '#lib/server/room/verdict.ts';
import type { Settle } from '#lib/server/room/request.ts';
import type { Tap } from '#lib/server/room/batch.ts';
import { assert } from '#lib/shared/assert.ts';
import { PARTICIPANT } from '#lib/testing/actors.ts';
import type { SimNode } from '../cluster/sim-node.ts';
import { Link } from './link.ts';
import type { Surroundings } from './surroundings.ts';

interface Waiting extends Tap {
  readonly at: number;
}

export interface TapperOptions {
  readonly room: number;
  readonly clientId: string;
  readonly node: SimNode;
}

const BACKOFF = { baseMs: TIMINGS.reconnectBaseMs, maxMs: TIMINGS.reconnectMaxMs };

/** Somebody who taps, by the protocol: ids without gaps, one push under way, what has no verdict is sent again. */
export class Tapper {
  readonly room: number;
  readonly clientId: string;
  readonly #world: Surroundings;
  readonly #up: Link;
  readonly #down: Link;
  #node: SimNode | null;
  /** Which of its connections it is on. */
  #connection = 0;
  #outbox: Waiting[] = [];
  #lastId = 0;
  #isBusy = false;
  #attempt = 0;

  constructor(world: Surroundings, { room, clientId, node }: TapperOptions) {
    this.#world = world;
    this.room = room;
    this.clientId = clientId;
    this.#node = node;
    this.#up = new Link(world.clock, world.inputs, world.random);
    this.#down = new Link(world.clock, world.inputs, world.random);
  }

  get node(): SimNode | null {
    return this.#node;
  }

  /** Taps without a verdict. */
  get waiting(): number {
    return this.#outbox.length;
  }

  tap(player: number): void {
    const id = (this.#lastId += 1);
    const at = this.#world.clock.monotonic();
    this.#outbox.push({ id, generation: 1, player, delta: 1, at });
    this.#kick();
  }

  disconnected(): void {
    this.#node = null;
    this.#connection += 1;
    this.#isBusy = false;
  }

  /** It is in its room again; everything up to `lastId` has had its verdict. */
  joined(node: SimNode, lastId: number): void {
    this.#node = node;
    this.#connection += 1;
    this.#isBusy = false;
    this.#attempt = 0;
    this.#settled(lastId);
    this.#kick();
  }

  #kick(): void {
    const node = this.#node;
    if (this.#isBusy || node === null || this.#outbox.length === 0) return;
    this.#isBusy = true;
    const taps = this.#outbox.slice(0, LIMITS.mutationsPerPush);
    const connection = this.#connection;
    const answered: Settle<PushVerdicts> = (outcome) => {
      const hears = () => {
        if (this.#connection === connection) this.#answered(outcome);
      };
      if (outcome.ok) this.#verdicts(node, taps, outcome.value);
      this.#down.carry(hears, node.cpu.backlogMs);
    };
    this.#up.carry(() => {
      if (this.#connection !== connection) return;
      const { pushUs, tapUs } = this.#world.inputs;
      node.onCore(pushUs + taps.length * tapUs, () => this.#arrived(node, taps, answered));
    });
  }

  #arrived(node: SimNode, taps: readonly Waiting[], answered: Settle<PushVerdicts>): void {
    this.#world.meters.pushes += 1;
    void node.room(this.room).then(
      (room) => room.push(PARTICIPANT, this.clientId, taps, answered),
      (error: unknown) => answered({ ok: false, error: error as never }),
    );
  }

  /** At the node, before any delta of it: what became of each tap. */
  #verdicts(node: SimNode, taps: readonly Waiting[], { verdicts }: PushVerdicts): void {
    for (const [index, verdict] of verdicts.entries()) {
      assert(verdict.kind !== 'refused', 'no tap of the simulation is one to be refused');
      const tap = taps[index];
      if (verdict.kind === 'committed') this.#world.meters.tapsDecided += 1;
      else this.#world.meters.duplicates += 1;
      if (tap === undefined || verdict.event === null) continue;
      this.#world.decided(this.room, { at: tap.at, version: verdict.event.version, node });
    }
  }

  #answered(outcome: Parameters<Settle<PushVerdicts>>[0]): void {
    if (outcome.ok) {
      this.#attempt = 0;
      this.#isBusy = false;
      this.#settled(outcome.value.verdicts.at(-1)?.id ?? 0);
      this.#kick();
      return;
    }
    const error = toWireError(outcome.error);
    assert(
      error.retryable,
      `a push of the simulation fails only for a while, not by ${error.kind}`,
    );
    this.#world.meters.postponed += 1;
    // As in lib/client/store/pusher.ts.
    const { clock, random } = this.#world;
    const jitterMs = jittered(this.#attempt, BACKOFF, () => random.random());
    const connection = this.#connection;
    this.#attempt += 1;
    clock.after(Math.max(error.retryAfterMs ?? 0, jitterMs), () => {
      if (this.#connection !== connection) return;
      this.#isBusy = false;
      this.#kick();
    });
  }

  #settled(upTo: number): void {
    const { clock } = this.#world;
    for (const { id, at } of this.#outbox) {
      if (id <= upTo) this.#world.acknowledged(clock.monotonic() - at);
    }
    this.#outbox = this.#outbox.filter(({ id }) => id > upTo);
  }
}
