import type { Clock } from '#lib/shared/clock.ts';
import { settle } from '#lib/testing/fake-clock.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  callback: (() => void) | null;
}

/** Promises settle at the end of each of these. It bounds by how much what they do can be late. */
const TICK_MS = 0.25;
const START_MS = 1_700_000_000_000;

/**
 * The fake clock for millions of timers: they stand in a heap, and promises settle once per tick instead of once per timer.
 * What falls due runs in the order of its time, each at its own time, so that a seed repeats a run exactly.
 */
export class SimClock implements Clock {
  readonly #heap: Timer[] = [];
  #monotonic = 0;
  #order = 0;
  #ran = 0;

  /** Timers that have run. */
  get ran(): number {
    return this.#ran;
  }

  now(): number {
    return START_MS + Math.floor(this.#monotonic);
  }

  monotonic(): number {
    return this.#monotonic;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = this.#add(this.#monotonic + Math.max(0, delayMs), callback);
    return () => void (timer.callback = null);
  }

  /** The same without a way to cancel it, by the monotonic time. */
  at(time: number, callback: () => void): void {
    this.#add(Math.max(time, this.#monotonic), callback);
  }

  /** Runs everything that falls due until then. */
  async runUntil(until: number): Promise<void> {
    await settle();
    for (let first = this.#heap[0]; first !== undefined && first.at <= until;) {
      const tickEnd = Math.min(until, (Math.floor(first.at / TICK_MS) + 1) * TICK_MS);
      while (first !== undefined && first.at <= tickEnd) {
        this.#pop();
        if (first.callback !== null) {
          this.#monotonic = first.at;
          this.#ran += 1;
          first.callback();
        }
        first = this.#heap[0];
      }
      await settle();
      first = this.#heap[0];
    }
    this.#monotonic = until;
  }

  #add(at: number, callback: () => void): Timer {
    const timer = { at, order: (this.#order += 1), callback };
    const heap = this.#heap;
    let index = heap.length;
    heap.push(timer);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Timer;
      if (isBefore(above, timer)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = timer;
    return timer;
  }

  /** Takes the first timer off the heap. */
  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Timer;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right !== undefined && isBefore(right, heap[child] as Timer)) child += 1;
      const below = heap[child] as Timer;
      if (isBefore(last, below)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = last;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
