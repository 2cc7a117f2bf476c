import { describe, expect, it } from 'vitest';
import { createLoopGate, type Load } from './loop-gate.ts';

/** An event loop that is late by as much as it is told, each time that a timer is due. */
class LateLoop {
  #now = 0;
  #waiting: { readonly at: number; readonly callback: () => void } | null = null;

  monotonic(): number {
    return this.#now;
  }

  after(delayMs: number, callback: () => void): () => void {
    const waiting = { at: this.#now + delayMs, callback };
    this.#waiting = waiting;
    return () => {
      if (this.#waiting === waiting) this.#waiting = null;
    };
  }

  get isIdle(): boolean {
    return this.#waiting === null;
  }

  turn(lateMs: number, times = 1): void {
    for (let turn = 0; turn < times; turn += 1) {
      const waiting = this.#waiting;
      if (waiting === null) return;
      this.#now = waiting.at + lateMs;
      waiting.callback();
    }
  }
}

describe('a loop', () => {
  it.each<[number, Load]>([
    [60, 'no'],
    [120, 'busy'],
    [350, 'drowning'],
  ])('that is %i ms late again and again is: %s', (lateMs, load) => {
    const loop = new LateLoop();
    const gate = createLoopGate(loop);
    loop.turn(0, 20);
    loop.turn(lateMs, 5);
    expect(gate.isOverloaded()).toBe(load);
    loop.turn(0, 5);
    expect(gate.isOverloaded()).toBe('no');
  });

  it('that was held up by four long renderings, at its start or later, is not behind', () => {
    const loop = new LateLoop();
    const gate = createLoopGate(loop);
    loop.turn(2_000, 4);
    expect(gate.isOverloaded()).toBe('no');
    loop.turn(0, 20);
    loop.turn(2_000, 4);
    expect(gate.isOverloaded()).toBe('no');
  });

  it('is looked at until the end, and not after', () => {
    const loop = new LateLoop();
    const gate = createLoopGate(loop);
    expect(loop.isIdle).toBe(false);
    gate.close();
    expect(loop.isIdle).toBe(true);
  });
});
