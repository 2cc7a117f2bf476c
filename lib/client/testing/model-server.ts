import * as v from 'valibot';
import { apply } from '#lib/board/apply.ts';
import { createBoard, type Board } from '#lib/board/board.ts';
import { deltaSince, snapshotOf } from '#lib/board/diff.ts';
import { refusalKindSchema, wireError, type RefusalKind } from '#lib/protocol/errors.ts';
import type { Join, Mutation, Push, Snapshot } from '#lib/protocol/messages.ts';
import type { FakeClock } from '#lib/testing/fake-clock.ts';
import type { SeededRandom } from '#lib/testing/seeded-random.ts';
import type { RoomSocket, SocketEvents, SocketFactory } from '../connection/socket.ts';

interface History {
  readonly board: Board;
  readonly marks: ReadonlyMap<string, number>;
  readonly verdicts: ReadonlyMap<string, RefusalKind | null>;
  /** The delta of each committed tap. */
  readonly log: readonly number[];
}

const MAX_LATENCY_MS = 60;
const YOU = { role: 'participant', player: null } as const;

/**
 * The smallest server that keeps to the protocol, over a network as bad as the seed makes it: slow both ways, broken at any
 * moment with messages on their way, some of them delivered twice. Order holds within one connection and nowhere else.
 */
export class ModelServer {
  readonly #clock: FakeClock;
  readonly #random: SeededRandom;
  readonly #links = new Set<Link>();
  #history: History;
  #backup: History;
  #sent: number;
  /** The deltas of taps that were refused, in whichever history. */
  readonly refused = new Set<number>();
  readonly #past = new Map<string, History>();

  constructor(clock: FakeClock, random: SeededRandom) {
    this.#clock = clock;
    this.#random = random;
    const board = createBoard({
      code: 'CCCCCC',
      name: 'Model',
      epoch: 1,
      players: ['Ada', 'Grace'],
    });
    this.#history = { board, marks: new Map(), verdicts: new Map(), log: [] };
    this.#remember();
    this.#backup = this.#history;
    this.#sent = board.version;
  }

  get history(): History {
    return this.#history;
  }

  /** The history as it stood at a version. */
  at(epoch: number, version: number): History | undefined {
    return this.#past.get(`${epoch} ${version}`);
  }

  snapshot(): Snapshot {
    return snapshotOf(this.#history.board);
  }

  /** The network of one page. */
  network(): SocketFactory & { breakAll(): void } {
    const mine = new Set<Link>();
    return {
      preload: () => undefined,
      open: (events) => {
        const link = new Link(events, { clock: this.#clock, random: this.#random });
        link.serve = (event, payload, answer) => this.#serve(link, { event, payload, answer });
        link.left = () => this.#links.delete(link);
        mine.add(link);
        return link;
      },
      breakAll() {
        for (const link of mine) link.break();
        mine.clear();
      },
    };
  }

  reset(): void {
    const result = apply(this.#history.board, { type: 'reset' });
    if (result.ok) this.#history = { ...this.#history, board: result.value.board };
    this.#remember();
    this.#publish();
  }

  backUp(): void {
    this.#backup = this.#history;
  }

  /** Goes back to the backup: another epoch, of which everyone hears when they come back. */
  restore(): void {
    const { board } = this.#backup;
    const epoch = this.#history.board.epoch + 1;
    this.#history = { ...this.#backup, board: { ...board, epoch } };
    this.#remember();
    this.#sent = board.version;
    for (const link of this.#links) link.break();
  }

  #serve(link: Link, { event, payload, answer }: Request): void {
    const { board, marks } = this.#history;
    const now = this.#clock.now();
    switch (event) {
      case 'join': {
        const { clientId, epoch, version } = payload as Join;
        this.#links.add(link);
        const lastId = marks.get(clientId) ?? 0;
        answer({ ok: true, ...catchUp(board, epoch, version), lastId, you: YOU, here: 1, now });
        break;
      }
      case 'sync': {
        const { epoch, version } = payload as Join;
        answer({ ok: true, ...catchUp(board, epoch, version) });
        break;
      }
      case 'push':
        // Once more at the same moment, it meets the same limit.
        if (this.#random.chance(0.1)) {
          answer({ ok: false, error: wireError('rate_limited', { retryAfterMs: 20 }) });
          break;
        }
        this.#push(payload as Push, answer);
        if (this.#random.chance(0.1)) this.#push(payload as Push, () => undefined);
        break;
      default:
        answer({ ok: true, now });
    }
  }

  #push({ clientId, mutations }: Push, answer: (answer: unknown) => void): void {
    const fail = (error: object) => answer({ ok: false, error });
    const mark = this.#history.marks.get(clientId) ?? 0;
    const [first] = mutations;
    if (first === undefined || first.id > mark + 1) {
      return fail(wireError('out_of_order', { expected: mark + 1 }));
    }
    const refused: [number, RefusalKind][] = [];
    const duplicates: number[] = [];
    for (const mutation of mutations) {
      const key = `${clientId} ${mutation.id}`;
      if (mutation.id <= (this.#history.marks.get(clientId) ?? 0)) {
        const reason = this.#history.verdicts.get(key);
        if (typeof reason === 'string') refused.push([mutation.id, reason]);
        else duplicates.push(mutation.id);
        continue;
      }
      const reason = this.#score(clientId, mutation);
      if (reason !== null) refused.push([mutation.id, reason]);
    }
    answer({
      ok: true,
      upTo: mutations.at(-1)?.id,
      version: this.#history.board.version,
      duplicates,
      refused,
    });
    return this.#publish();
  }

  #score(clientId: string, { id, generation, player, delta }: Mutation): RefusalKind | null {
    const { board, marks, verdicts, log } = this.#history;
    const isStale = generation !== board.generation;
    const result = apply(board, { type: 'score', player, delta });
    const reason = isStale
      ? 'stale_generation'
      : result.ok
        ? null
        : v.parse(refusalKindSchema, result.error.kind);
    if (reason !== null) this.refused.add(delta);
    this.#history = {
      board: reason === null && result.ok ? result.value.board : board,
      marks: new Map(marks).set(clientId, id),
      verdicts: new Map(verdicts).set(`${clientId} ${id}`, reason),
      log: reason === null ? [...log, delta] : log,
    };
    this.#remember();
    return reason;
  }

  #remember(): void {
    const { epoch, version } = this.#history.board;
    this.#past.set(`${epoch} ${version}`, this.#history);
  }

  #publish(): void {
    const { board } = this.#history;
    if (board.version === this.#sent) return;
    const delta = deltaSince(board, this.#sent);
    this.#sent = board.version;
    for (const link of this.#links) {
      // A slow reader is skipped now and then, and must notice.
      if (!this.#random.chance(0.1)) link.say('delta', delta);
    }
  }

  pulse(): void {
    const { epoch, version } = this.#history.board;
    for (const link of this.#links) link.say('pulse', { epoch, version, now: this.#clock.now() });
  }
}

interface Request {
  readonly event: string;
  readonly payload: unknown;
  readonly answer: (answer: unknown) => void;
}

/** One connection. What the client has sent may still arrive after it broke; what the server sent does not. */
class Link implements RoomSocket {
  serve: (event: string, payload: unknown, answer: (answer: unknown) => void) => void = () =>
    undefined;
  left: () => void = () => undefined;
  readonly #events: SocketEvents;
  readonly #rig: { readonly clock: FakeClock; readonly random: SeededRandom };
  #isBroken = false;
  #upAt = 0;
  #downAt = 0;

  constructor(
    events: SocketEvents,
    rig: { readonly clock: FakeClock; readonly random: SeededRandom },
  ) {
    this.#events = events;
    this.#rig = rig;
    events.opening();
    this.#down(() => this.#events.connected());
  }

  send(event: string, payload: unknown, answered: (answer: unknown) => void): void {
    const copy: unknown = structuredClone(payload);
    this.#upAt = this.#after(this.#upAt, () => {
      if (this.#isBroken && this.#rig.random.chance(0.5)) return;
      if (this.#isBroken && event === 'join') return;
      this.serve(event, copy, (answer) => this.#down(() => answered(answer)));
    });
  }

  say(event: string, payload: unknown): void {
    this.#down(() => this.#events.received(event, structuredClone(payload)));
  }

  break(): void {
    if (this.#isBroken) return;
    this.close();
    this.#events.ended();
  }

  close(): void {
    this.#isBroken = true;
    this.left();
  }

  #down(deliver: () => void): void {
    this.#downAt = this.#after(this.#downAt, () => {
      if (!this.#isBroken) deliver();
    });
  }

  /** Runs `deliver` after some time, but not before what was sent earlier the same way. */
  #after(earlierAt: number, deliver: () => void): number {
    const { clock, random } = this.#rig;
    const at = Math.max(earlierAt, clock.monotonic() + random.below(MAX_LATENCY_MS));
    clock.after(at - clock.monotonic(), deliver);
    return at;
  }
}

function catchUp(board: Board, epoch: unknown, version: unknown): object {
  if (epoch === board.epoch && typeof version === 'number' && version <= board.version) {
    return { epoch: board.epoch, delta: deltaSince(board, version) };
  }
  return { epoch: board.epoch, snapshot: snapshotOf(board) };
}
