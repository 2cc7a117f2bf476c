import { LIMITS } from '#lib/protocol/limits.ts';
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts';
import type { Delta, JoinAck, PushAck, Snapshot } from '#lib/protocol/messages.ts';
import type { WireError } from '#lib/protocol/errors.ts';
import { EngineSocket } from './engine-socket.ts';
import type { FrameCounter } from './frame-counter.ts';
import { Outbox } from './outbox.ts';

export interface ScoreroomClientOptions {
  readonly room: string;
  readonly clientId: string;
  /** The player that this client taps, and nobody else does: so its score says which taps are in it. */
  readonly player: number;
  readonly counter: FrameCounter;
  /** Hears of taps `from` to `to` that got their verdict. */
  readonly onSettled?: ((from: number, to: number) => void) | undefined;
  /** Hears of absolute scores as [player, score, player, score, …]. Without it, news are counted and not decoded. */
  readonly onScores?: ((scores: readonly number[]) => void) | undefined;
  /** Hears of `drain` and `pulse` as JSON text. */
  readonly onCrowdNews?: ((text: string) => void) | undefined;
  /** Hears of what breaks the protocol's promises. */
  readonly onViolation: (what: string) => void;
  readonly onClose: () => void;
}

/** A client of Scoreroom that taps: one push in flight, and what is tapped meanwhile joins the next. */
export class ScoreroomClient {
  readonly outbox = new Outbox();
  readonly #options: ScoreroomClientOptions;
  #socket: EngineSocket | null = null;
  #version = 0;
  #refused = 0;
  #duplicates = 0;

  constructor(options: ScoreroomClientOptions) {
    this.#options = options;
  }

  get player(): number {
    return this.#options.player;
  }

  /** Taps that were settled and will never count. */
  get refused(): number {
    return this.#refused;
  }

  /** Taps that had been committed before the push that settled them here. */
  get duplicates(): number {
    return this.#duplicates;
  }

  get isConnected(): boolean {
    return this.#socket !== null;
  }

  /** Connects and joins, then sends again whatever has no verdict. */
  async connect(url: string): Promise<void> {
    const { counter, onScores, onCrowdNews, onClose, room, clientId } = this.#options;
    const isDeaf = onScores === undefined && onCrowdNews === undefined;
    const joined = Promise.withResolvers<void>();
    // Where the connection closes before CONNECT, nobody awaits it.
    joined.promise.catch(() => {});
    const socket = await EngineSocket.open({
      url,
      counter,
      auth: `{"protocol":${PROTOCOL_VERSION}}`,
      onEvent: isDeaf ? null : (text) => this.#hear(text),
      onClose: () => {
        this.#socket = null;
        this.outbox.rewind();
        joined.reject(new Error('The connection closed before it had joined.'));
        onClose();
      },
    });
    // The board is taken in the callback and not after an await: the first delta may stand in the same TCP segment as
    // the welcome, and would then be heard before it.
    socket.emit('join', JSON.stringify({ room, clientId }), (text) => {
      const answer = JSON.parse(text) as JoinAck;
      if (answer.ok) {
        this.#checkWelcome(answer);
        this.#socket = socket;
        joined.resolve();
        this.#pushNext();
      } else {
        joined.reject(new Error(`The server refused a join: ${answer.error.kind}`));
        socket.close();
      }
    });
    await joined.promise;
  }

  tap(dueAt: number): void {
    this.outbox.add(dueAt);
    this.#pushNext();
  }

  stopReading(): void {
    this.#socket?.stopReading();
  }

  close(): void {
    this.#socket?.close();
  }

  #checkWelcome({ lastId, snapshot }: Extract<JoinAck, { ok: true }>): void {
    const { onViolation } = this.#options;
    const { acked, invoked } = this.outbox;
    if (lastId < acked) onViolation(`forgot acknowledged taps: ${acked} acked, ${lastId} kept`);
    if (lastId > invoked) onViolation(`knows taps never made: ${lastId} of ${invoked}`);
    if (snapshot === undefined) onViolation('welcomed a newcomer without a snapshot');
    else this.#takeSnapshot(snapshot);
  }

  #pushNext(): void {
    const socket = this.#socket;
    if (socket === null) return;
    const ids = this.outbox.take(LIMITS.mutationsPerPush);
    if (ids === null) return;
    socket.emit('push', this.#pushText(ids), (text) => this.#settle(JSON.parse(text) as PushAck));
  }

  #pushText({ from, to }: { readonly from: number; readonly to: number }): string {
    const tail = `,"type":"score","generation":1,"player":${this.#options.player},"delta":1}`;
    let mutations = `{"id":${from}${tail}`;
    for (let id = from + 1; id <= to; id += 1) mutations += `,{"id":${id}${tail}`;
    return `{"clientId":"${this.#options.clientId}","mutations":[${mutations}]}`;
  }

  #settle(answer: PushAck): void {
    if (!answer.ok) {
      this.#retry(answer.error);
      return;
    }
    const from = this.outbox.acked + 1;
    this.outbox.settle(answer.upTo);
    this.#refused += answer.refused?.length ?? 0;
    this.#duplicates += answer.duplicates?.length ?? 0;
    this.#options.onSettled?.(from, answer.upTo);
    this.#pushNext();
  }

  #retry(error: WireError): void {
    if (!error.retryable || error.kind === 'out_of_order') {
      this.#options.onViolation(`refused a push: ${error.kind} (${error.message})`);
    }
    setTimeout(() => {
      this.outbox.rewind();
      this.#pushNext();
    }, error.retryAfterMs ?? 100);
  }

  #hear(text: string): void {
    const { onCrowdNews, onScores } = this.#options;
    if (text.startsWith('["drain",') || text.startsWith('["pulse",')) onCrowdNews?.(text);
    if (onScores === undefined) return;
    if (text.startsWith('["delta",')) {
      const [, [from, to, scores]] = JSON.parse(text) as [string, Delta];
      if (from > this.#version)
        this.#options.onViolation(`skipped from ${this.#version} to ${from}`);
      this.#version = Math.max(this.#version, to);
      onScores(scores);
    } else if (text.startsWith('["snapshot",')) {
      const [, snapshot] = JSON.parse(text) as [string, Snapshot];
      this.#takeSnapshot(snapshot);
    }
  }

  #takeSnapshot({ version, players }: Snapshot): void {
    if (version < this.#version) {
      this.#options.onViolation(`showed version ${this.#version} and went back to ${version}`);
    }
    this.#version = version;
    this.#options.onScores?.(players.flatMap(({ id, score }) => [id, score]));
  }
}
