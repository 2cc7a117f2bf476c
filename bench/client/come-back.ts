import { TIMINGS } from '#lib/protocol/limits.ts';
import type { Drain, Pulse } from '#lib/protocol/messages.ts';
import { jittered } from '#lib/shared/backoff.ts';

const BACKOFF = { baseMs: TIMINGS.reconnectBaseMs, maxMs: TIMINGS.reconnectMaxMs };

/** When a client comes back that lost its connection, by the protocol: as RoomConnection does it in a browser. */
export class ComeBack {
  #attempt = 0;
  #spreadMs = 0;
  #expectedAt = 0;

  /**
   * Takes a `pulse` or a `drain`, as JSON text.
   *
   * @returns after how long the client leaves by itself, where the server has not closed by then; null to stay
   */
  hear(text: string): number | null {
    const [event, payload] = JSON.parse(text) as ['drain', Drain] | ['pulse', Pulse];
    if (event === 'pulse') {
      this.#spreadMs = payload.spreadMs ?? 0;
      return null;
    }
    this.#expectedAt = performance.now() + payload.delayMs;
    return payload.delayMs;
  }

  /** How long to wait before the next attempt. */
  nextDelayMs(): number {
    const delayMs = this.#expectedAt - performance.now();
    if (delayMs > 0) return delayMs;
    const jitterMs = jittered(this.#attempt, { ...BACKOFF, spreadMs: this.#spreadMs }, Math.random);
    this.#attempt += 1;
    return jitterMs;
  }
}
