/** What a lying link does to messages. Each is a probability. */
export interface Mischief {
  readonly drop: number;
  readonly duplicate: number;
  readonly reorder: number;
  /** Of what clients send: once more on the same connection. */
  readonly repeat: number;
  /** … and on somebody else's. */
  readonly stray: number;
}

export const HONEST: Mischief = { drop: 0, duplicate: 0, reorder: 0, repeat: 0, stray: 0 };

/** A message of Socket.IO in a packet of Engine.IO that the server sends to a whole room. */
function isBroadcast(packet: string): boolean {
  return /^42\["(?:delta|snapshot|pulse|presence)"/.test(packet);
}

/** One that asks for something that must not happen twice. */
export function isDeed(packet: string): boolean {
  return /^42\d+\["(?:push|act)"/.test(packet);
}

export function isPush(packet: string): boolean {
  return /^42\d+\["push"/.test(packet);
}

/** An answer of the server's to a question. */
export function isAnswer(packet: string): boolean {
  return packet.startsWith('43');
}

/** Under which a question and its answer go, on one connection; empty for any other packet. */
export function numberOf(packet: string): string {
  return /^4[23](\d+)\[/.exec(packet)?.[1] ?? '';
}

/** The same question under a number that its connection has not given: nobody waits for the answer. */
export function asStray(packet: string): string {
  return packet.replace(/^42\d+/, '42900000000');
}

export interface TamperOptions {
  readonly mischief: () => Mischief;
  /** A uniform draw in [0, 1). */
  readonly random: () => number;
}

/** So many packets later a late copy comes. */
const LATE_AFTER = 3;

/**
 * What becomes of the server's packets on their way down. One that is held back comes after the next; of two copies, the
 * second comes at once or late.
 */
export class DownTamper {
  readonly #options: TamperOptions;
  #held: string | null = null;
  #late: { readonly packet: string; readonly after: number } | null = null;
  #passed = 0;

  constructor(options: TamperOptions) {
    this.#options = options;
  }

  pass(packet: string): string[] {
    const { mischief, random } = this.#options;
    const held = [...(this.#held === null ? [] : [this.#held]), ...this.#takeLate()];
    this.#held = null;
    if (!isBroadcast(packet)) return [packet, ...held];
    const { drop, duplicate, reorder } = mischief();
    if (random() < drop) return held;
    if (random() < duplicate) {
      if (random() < 0.5 || this.#late !== null) return [packet, ...held, packet];
      this.#late = { packet, after: this.#passed + LATE_AFTER };
      return [packet, ...held];
    }
    if (random() >= reorder || held.length > 0) return [packet, ...held];
    this.#held = packet;
    return [];
  }

  #takeLate(): string[] {
    this.#passed += 1;
    const late = this.#late;
    if (late === null || this.#passed < late.after) return [];
    this.#late = null;
    return [late.packet];
  }
}
