import { WebSocket } from 'ws';
import { SERVER_LIMITS } from '#lib/protocol/server-limits.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { TokenBucket } from '#lib/shared/token-bucket.ts';

/** RFC 6455: the other end has violated a policy. */
const POLICY_VIOLATION = 1008;
/** How long the reason may take to leave before the line of somebody who floods is cut. */
const CUT_MS = 100;
const FRAMES = { perSecond: SERVER_LIMITS.packetsPerSecond, burst: SERVER_LIMITS.packetBurst };

/** What all WebSockets of a server have in common. */
export interface FrameGuard {
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Hears from which address a connection came that was cut off because it flooded. */
  readonly onFlood: (address: string) => void;
}

/** Who hears what comes over a WebSocket: the transport of Engine.IO. */
export interface WebSocketListener {
  hear(data: Buffer, isBinary: boolean): void;
  closed(): void;
  failed(error: Error): void;
}

/**
 * A WebSocket that meters its frames of every kind and hands its messages straight to its transport. Ten thousand people
 * look on and say nothing: listeners, and what they close over, would be half of what each of them costs.
 */
export class GuardedWebSocket extends WebSocket {
  /** Null before Engine.IO has made the transport; what comes until then is lost, and counted. */
  listener: WebSocketListener | null = null;
  #guard: FrameGuard | null = null;
  #address = '';
  #frames: TokenBucket | null = null;
  #isCut = false;

  /** Meters from here on. */
  guard(guard: FrameGuard, address: string): void {
    this.#guard = guard;
    this.#address = address;
    this.#frames = new TokenBucket(FRAMES, guard.clock);
  }

  // `ws` tells everything by this.
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    switch (event) {
      case 'message':
        if (this.#take()) this.listener?.hear(args[0] as Buffer, args[1] as boolean);
        return true;
      case 'ping':
      case 'pong':
        this.#take();
        return true;
      case 'error':
        this.#fail(args[0] as Error);
        return true;
      case 'close':
        this.listener?.closed();
        return true;
      default:
        return super.emit(event, ...args);
    }
  }

  /** Ends it, and reads nothing more of it: what is read of a flood costs as much as the flood itself. */
  cutOff(reason: string): void {
    // What has been read already is still taken apart, but nobody looks at it.
    this.#isCut = true;
    this.close(POLICY_VIOLATION, reason);
    this.pause();
    setTimeout(() => this.terminate(), CUT_MS).unref();
  }

  #take(): boolean {
    if (this.#isCut) return false;
    if (this.#frames === null || this.#frames.take(1) === 0) return true;
    this.#guard?.onFlood(this.#address);
    this.cutOff('Too many frames: send fewer.');
    this.#fail(new Error('too many frames'));
    return false;
  }

  #fail(error: Error): void {
    // After bad frames `ws` sends the reason, and goes on reading until that has timed out.
    if (!this.#isCut) setImmediate(() => this.cutOff(''));
    this.listener?.failed(error);
  }
}
