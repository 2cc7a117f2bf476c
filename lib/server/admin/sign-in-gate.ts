import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Clock } from '#lib/shared/clock.ts';

export interface SignInGateOptions {
  readonly clock: Clock;
  /** Tries that are under way at a time. @default 2 */
  readonly maxRunning?: number;
}

const MAX_RUNNING = 2;
/** Tries that wait; each takes some 0.2 s of the queue. */
const MAX_WAITING = 64;
/** Wrong passwords in a row that one address has free, while nobody attacks. */
const FREE_FAILURES = 3;
const BACKOFF_BASE_MS = 1_000;
const BACKOFF_MAX_MS = 60_000;
/** An address that rests this long begins anew. */
const FORGET_AFTER_MS = 15 * 60_000;
/** With this many failures of all addresses within a minute nobody has free ones any more. */
const ATTACK_FAILURES = 30;
const ATTACK_WINDOW_MS = 60_000;
/** Addresses that are kept in mind. */
const MAX_ADDRESSES = 10_000;
/** What is told to those whom there is no room for. */
const BUSY_RETRY_MS = 2_000;

interface Address {
  failures: number;
  /** By the monotonic clock. */
  lastAt: number;
  /** Somebody has signed in from here before. */
  isProven: boolean;
}

interface Waiting {
  readonly address: string;
  readonly start: () => void;
  readonly giveUp: (error: ScoreroomError) => void;
}

/**
 * Lets people try passwords at a rate that guessing does not pay at, and that leaves the machine to the scores.
 *
 * At most two tries run at a time, one per address; one more per address may wait, and whoever has failed least goes first. After some
 * wrong tries an address waits, each time twice as long, up to a minute; under attack from many addresses the first wrong
 * try counts. There is no lock: who has not failed goes before those who have, and an address that somebody signed in from
 * goes before all, so that nobody can shut the admin out.
 */
export class SignInGate {
  readonly #clock: Clock;
  readonly #maxRunning: number;
  readonly #addresses = new Map<string, Address>();
  readonly #running = new Set<string>();
  #waiting: Waiting[] = [];
  /** When the latest failures were, by the monotonic clock: at most as many as make an attack. */
  #failures: number[] = [];

  constructor({ clock, maxRunning = MAX_RUNNING }: SignInGateOptions) {
    this.#clock = clock;
    this.#maxRunning = maxRunning;
  }

  /**
   * Runs the try when it is its turn.
   *
   * @param attempt resolves with null where the password was wrong
   * @throws ScoreroomError `rate_limited` at once, where the address has to wait
   */
  async run<T>(from: string, attempt: () => Promise<T | null>): Promise<T | null> {
    const address = addressKey(from);
    this.#assertRested(address);
    await this.#turn(address);
    try {
      // Tries that waited together do not get around the back-off.
      this.#assertRested(address);
      const outcome = await attempt();
      this.#note(address, outcome !== null);
      return outcome;
    } finally {
      this.#running.delete(address);
      this.#next();
    }
  }

  #assertRested(address: string): void {
    const known = this.#addresses.get(address);
    if (known === undefined) return;
    const free = this.#isAttacked() ? 0 : FREE_FAILURES;
    const over = known.failures - free;
    if (over <= 0) return;
    const pause = Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** Math.min(over - 1, 20));
    const left = known.lastAt + pause - this.#clock.monotonic();
    if (left > 0) throw tooSoon(left);
  }

  #turn(address: string): Promise<void> {
    if (this.#running.size < this.#maxRunning && !this.#running.has(address)) {
      this.#running.add(address);
      return Promise.resolve();
    }
    if (this.#waiting.some((other) => other.address === address)) throw tooSoon(BUSY_RETRY_MS);
    if (this.#waiting.length >= MAX_WAITING) this.#makeRoom(address);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ address, start: resolve, giveUp: reject });
    });
  }

  /** Sends the last in the queue away, where that is not the one who comes. */
  #makeRoom(address: string): void {
    const last = this.#waiting
      .toSorted((a, b) => this.#rank(a.address) - this.#rank(b.address))
      .at(-1);
    if (last === undefined || this.#rank(last.address) <= this.#rank(address)) {
      throw tooSoon(BUSY_RETRY_MS);
    }
    this.#waiting = this.#waiting.filter((other) => other !== last);
    last.giveUp(tooSoon(BUSY_RETRY_MS));
  }

  #next(): void {
    while (this.#running.size < this.#maxRunning) {
      const ready = this.#waiting.filter(({ address }) => !this.#running.has(address));
      const [first] = ready.toSorted((a, b) => this.#rank(a.address) - this.#rank(b.address));
      if (first === undefined) return;
      this.#waiting = this.#waiting.filter((other) => other !== first);
      this.#running.add(first.address);
      first.start();
    }
  }

  /** Lower goes first; equals in the order in which they came. */
  #rank(address: string): number {
    return this.#isProven(address) ? -1 : (this.#addresses.get(address)?.failures ?? 0);
  }

  #isProven(address: string): boolean {
    return this.#addresses.get(address)?.isProven ?? false;
  }

  #isAttacked(): boolean {
    const since = this.#clock.monotonic() - ATTACK_WINDOW_MS;
    return this.#failures.filter((at) => at >= since).length >= ATTACK_FAILURES;
  }

  #note(address: string, isRight: boolean): void {
    const now = this.#clock.monotonic();
    const known = this.#addresses.get(address);
    const isFresh = known === undefined || now - known.lastAt > FORGET_AFTER_MS;
    const failures = isRight ? 0 : (isFresh ? 0 : known.failures) + 1;
    // Kept in the order of their last try, so that the map can let go of the oldest.
    this.#addresses.delete(address);
    this.#addresses.set(address, {
      failures,
      lastAt: now,
      isProven: isRight || (known?.isProven ?? false),
    });
    if (!isRight) this.#failures = [...this.#failures, now].slice(-ATTACK_FAILURES);
    if (this.#addresses.size > MAX_ADDRESSES) this.#forgetOne();
  }

  #forgetOne(): void {
    for (const [address, { isProven }] of this.#addresses) {
      if (isProven) continue;
      this.#addresses.delete(address);
      return;
    }
    const [oldest] = this.#addresses.keys();
    if (oldest !== undefined) this.#addresses.delete(oldest);
  }
}

function tooSoon(retryAfterMs: number): ScoreroomError {
  const seconds = Math.ceil(retryAfterMs / 1000);
  return new ScoreroomError('rate_limited', {
    message: `Too many tries. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
    retryAfterMs,
  });
}

/** Whoever has one IPv6 address has the 2^64 beside it. */
function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const groups = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - last.length) }, () => '0');
  return [...groups, ...zeros, ...last].slice(0, 4).join(':');
}
