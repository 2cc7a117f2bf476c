import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '#lib/shared/clock.ts';

/** How far behind the event loop is: `busy` sheds what can wait, `drowning` lets nobody new in. Taps are always taken. */
export type Load = 'no' | 'busy' | 'drowning';

export interface LoopGate {
  isOverloaded(): Load;
  close(): void;
}

/** The 99th percentile of how late timers were, in milliseconds, since it was last read. */
export interface LagMeter {
  read(): number;
  close(): void;
}

const BUSY_MS = 200;
const DROWNING_MS = 500;
const WINDOW_MS = 1_000;
const RESOLUTION_MS = 20;

export interface LoopGateOptions {
  readonly clock: Pick<Clock, 'after'>;
  /** @default the event loop of this process */
  readonly meter?: LagMeter;
}

/** Looks once a second at how late the event loop was in that second. */
export function createLoopGate({ clock, meter = loopMeter() }: LoopGateOptions): LoopGate {
  let load: Load = 'no';
  let cancel: (() => void) | null = null;
  const look = () => {
    cancel = clock.after(WINDOW_MS, () => {
      load = loadOf(meter.read());
      look();
    });
  };
  look();
  return {
    isOverloaded: () => load,
    close() {
      cancel?.();
      cancel = null;
      meter.close();
    },
  };
}

function loadOf(lagMs: number): Load {
  if (lagMs > DROWNING_MS) return 'drowning';
  return lagMs > BUSY_MS ? 'busy' : 'no';
}

function loopMeter(): LagMeter {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  return {
    read() {
      const lagMs = delays.percentile(99) / 1e6;
      delays.reset();
      return lagMs;
    },
    close: () => void delays.disable(),
  };
}
