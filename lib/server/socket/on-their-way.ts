/** More rooms and devices than any evening has; beyond them the oldest is forgotten, or nothing noted. */
const MAX_ROOMS = 10_000;
const MAX_DEVICES = 1_000;

/**
 * How many taps wait on whose device, as clients say themselves: shown to the host, and believed for nothing else. What a
 * device said last stays when it is gone, until it comes back and says that nothing waits.
 */
export class OnTheirWay {
  readonly #rooms = new Map<string, Map<string, number>>();

  /** @param code of the room, in its canonical form */
  note(code: string, device: string | null, waiting: number): void {
    if (device === null) return;
    const devices = this.#rooms.get(code);
    if (waiting === 0) {
      devices?.delete(device);
      if (devices?.size === 0) this.#rooms.delete(code);
    } else if (devices === undefined) {
      this.#rooms.set(code, new Map([[device, waiting]]));
      const [oldest] = this.#rooms.keys();
      if (this.#rooms.size > MAX_ROOMS && oldest !== undefined) this.#rooms.delete(oldest);
    } else if (devices.has(device) || devices.size < MAX_DEVICES) {
      devices.set(device, waiting);
    }
  }

  /** Taps that wait on a device. */
  of(code: string, device: string): number {
    return this.#rooms.get(code)?.get(device) ?? 0;
  }
}
