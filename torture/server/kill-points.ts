/**
 * The moments around a commit at which the server can be told to die, in the order in which a tap comes by.
 *
 * `received`: the gateway has the push. `decided`: the room has decided it. `handed`: the storage's thread has been asked.
 * `written`: all is written in the transaction, which is open. `durable`: it is committed, and nobody has heard of it.
 * `answered`: the room is about to hear of it. `told`: the verdicts have left, and the delta has not.
 */
export const KILL_POINTS = [
  'received',
  'decided',
  'handed',
  'written',
  'durable',
  'answered',
  'told',
] as const;
export type KillPoint = (typeof KILL_POINTS)[number];

const ARMED = 0;
const LEFT = 1;
const DISK_FULL = 2;
const SLOTS = 3;

/** What the server's threads share of what its tormentor wants. */
export class Torment {
  readonly shared: Int32Array<SharedArrayBuffer>;

  constructor(shared = new Int32Array(new SharedArrayBuffer(SLOTS * 4))) {
    this.shared = shared;
  }

  get isDiskFull(): boolean {
    return Atomics.load(this.shared, DISK_FULL) === 1;
  }

  set isDiskFull(isFull: boolean) {
    Atomics.store(this.shared, DISK_FULL, isFull ? 1 : 0);
  }

  /** The process dies when it comes by this point for the `nth` time from now on. */
  arm(point: KillPoint, nth: number): void {
    Atomics.store(this.shared, LEFT, nth);
    Atomics.store(this.shared, ARMED, KILL_POINTS.indexOf(point) + 1);
  }

  /** Somebody comes by. Does not return from where the process is to die. */
  pass(point: KillPoint): void {
    if (Atomics.load(this.shared, ARMED) !== KILL_POINTS.indexOf(point) + 1) return;
    if (Atomics.sub(this.shared, LEFT, 1) > 1) return;
    process.kill(process.pid, 'SIGKILL');
    // The signal comes in a moment; nothing may happen meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
  }
}
