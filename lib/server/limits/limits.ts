import { ScoreroomError, wireError, type WireError } from '#lib/protocol/errors.ts';
import { SERVER_LIMITS } from '#lib/protocol/server-limits.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { TokenBucket } from '#lib/shared/token-bucket.ts';
import { Buckets } from './buckets.ts';
import { createSenderOf, type SenderOf } from './client-address.ts';
import { ConnectionCaps } from './connection-caps.ts';
import { DEFAULT_LIMIT_SETTINGS, type LimitSettings } from './limit-settings.ts';
import type { Load } from './loop-gate.ts';
import { createAddressList, networkOf, type AddressList } from './network.ts';

export interface LimitsOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly settings?: LimitSettings | undefined;
  /** Whether the server is behind with its work. */
  readonly isOverloaded: () => Load;
}

/** A refusal of a request, with the status of its answer where that is not the error's own. */
export interface Refused {
  readonly error: WireError;
  readonly status?: number;
}

const BUSY = { message: 'The server is busy. Try again in a moment.', retryAfterMs: 2_000 };

interface Wait {
  readonly message: string;
  readonly retryAfterMs: number;
}

/** How soon there may be a free place among the connections, and among those that have not joined a room yet. */
const FULL_RETRY_MS = 10_000;
const PENDING_RETRY_MS = 1_000;

/** Handshakes that one flood counts for. */
const FLOOD_COST = 100;

/**
 * What one sender, one room and the whole server can take. Refusals say what to do and when; nothing is refused that a
 * school behind one address does.
 */
export class Limits {
  readonly settings: LimitSettings;
  readonly senderOf: SenderOf;
  readonly connections: ConnectionCaps;
  readonly #isOverloaded: () => Load;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #unmetered: AddressList;
  readonly #handshakes: Buckets;
  readonly #requests: Buckets;
  readonly #pages: Buckets;
  readonly #created: Buckets;
  /** By the room's object, which is gone when the room leaves the memory; by then its bucket would be full again. */
  readonly #rooms = new WeakMap<object, TokenBucket>();

  constructor({ clock, settings = DEFAULT_LIMIT_SETTINGS, isOverloaded }: LimitsOptions) {
    this.settings = settings;
    this.#clock = clock;
    this.#isOverloaded = isOverloaded;
    this.senderOf = createSenderOf(settings.trustedProxies);
    this.#unmetered = createAddressList(settings.unmeteredAddresses);
    this.connections = new ConnectionCaps(settings);
    const handshakes = {
      perSecond: SERVER_LIMITS.handshakesPerSecond,
      burst: SERVER_LIMITS.handshakeBurst,
    };
    this.#handshakes = new Buckets(handshakes, clock);
    // Each person in a hall opens one page before their one connection.
    this.#pages = new Buckets(handshakes, clock);
    const requests = {
      perSecond: SERVER_LIMITS.requestsPerSecond,
      burst: SERVER_LIMITS.requestBurst,
    };
    this.#requests = new Buckets(requests, clock);
    this.#created = new Buckets(
      { perSecond: SERVER_LIMITS.roomsPerSecond, burst: SERVER_LIMITS.roomBurst },
      clock,
    );
  }

  /** Why nobody may open a connection from this address at this moment, or null. */
  refuseHandshake(address: string): Refused | null {
    if (this.#isOverloaded() === 'drowning')
      return { error: wireError('rate_limited', BUSY), status: 503 };
    const isMetered = !this.#unmetered.has(address);
    const full = this.connections.refusal(address, { isMetered });
    if (full !== null) {
      const message = FULL_MESSAGES[full];
      const retryAfterMs = full === 'pending' ? PENDING_RETRY_MS : FULL_RETRY_MS;
      const error = wireError('rate_limited', { message, retryAfterMs });
      return { error, status: full === 'node' ? 503 : 429 };
    }
    return this.#refuse(
      this.#handshakes,
      address,
      'Too many connections are opened from your address.',
    );
  }

  /**
   * Notes that a connection of this address was cut off because it flooded: opening the next one comes dear. Where many
   * are behind the address they wait a moment as well, but only to come in.
   */
  flooded(address: string): void {
    if (this.#unmetered.has(address)) return;
    this.#handshakes.at(networkOf(address)).charge(FLOOD_COST);
  }

  /** Why a REST request from this address is not answered at this moment, or null. */
  refuseRequest(address: string): Refused | null {
    return this.#refuse(this.#requests, address, 'Too many requests come from your address.');
  }

  /** The same for a page. */
  refusePage(address: string): Refused | null {
    return this.#refuse(this.#pages, address, 'Too many pages are opened from your address.');
  }

  /** Refuses what can wait while the server is behind with its work. */
  refuseExport(): Refused | null {
    return this.#isOverloaded() === 'no' ? null : { error: wireError('rate_limited', BUSY) };
  }

  /** Throws `rate_limited` while the server is behind with its work: taps go before newcomers. */
  assertNotBusy(): void {
    if (this.#isOverloaded() !== 'no') throw new ScoreroomError('rate_limited', BUSY);
  }

  /** Counts one room that is created from this address. Throws `rate_limited`. */
  assertMayCreate(address: string): void {
    const wait = this.#wait(
      this.#created,
      address,
      'Too many rooms are created from your address.',
    );
    if (wait !== null) throw new ScoreroomError('rate_limited', wait);
  }

  /** Takes mutations of a room from its bucket. Throws `rate_limited`: whoever sent them keeps them and sends again. */
  takeMutations(room: object, count: number): void {
    const { roomMutationsPerSecond: perSecond, roomMutationBurst: burst } = SERVER_LIMITS;
    const bucket = this.#rooms.get(room) ?? new TokenBucket({ perSecond, burst }, this.#clock);
    this.#rooms.set(room, bucket);
    const retryAfterMs = bucket.take(count);
    if (retryAfterMs === 0) return;
    const message = 'This room gets more taps than it can take. Send these again in a moment.';
    throw new ScoreroomError('rate_limited', { message, retryAfterMs });
  }

  #refuse(buckets: Buckets, address: string, what: string): Refused | null {
    const wait = this.#wait(buckets, address, what);
    return wait === null ? null : { error: wireError('rate_limited', wait) };
  }

  /** Takes one token of an address; or takes none and returns what to tell, and how long to wait. */
  #wait(buckets: Buckets, address: string, what: string): Wait | null {
    if (this.#unmetered.has(address)) return null;
    const retryAfterMs = buckets.at(networkOf(address)).take(1);
    if (retryAfterMs === 0) return null;
    return { message: `${what} Try again in ${seconds(retryAfterMs)}.`, retryAfterMs };
  }
}

const FULL_MESSAGES = {
  node: 'This server has as many connections as it can take. Try again in a moment.',
  address: 'Your address has as many connections as one may have. Close some of them.',
  pending: 'Many connections of your address have not joined a room yet. Try again in a second.',
} as const;

function seconds(ms: number): string {
  const count = Math.ceil(ms / 1_000);
  return count === 1 ? 'a second' : `${count} seconds`;
}
