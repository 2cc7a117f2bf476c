/** More rooms and devices than any evening has; beyond them the oldest is forgotten, or nothing noted. */
const MAX_ROOMS = 10_000;
const MAX_DEVICES = 1_000;

/**
 * How many taps wait on whose device, as clients say themselves: shown to the host, and believed for nothing else. What a
 * device said last stays when it is gone, until it comes back and says that nothing waits.
 */
export class OnTheirWay {
  readonly #rooms = new Map<string, Map<string, number>>();
  #taps = 0;
  #devices = 0;

  /** In all rooms: kept as sums, since there may be very many of them. */
  get total(): { readonly taps: number; readonly devices: number } {
    return { taps: this.#taps, devices: this.#devices };
  }

  /** @param code of the room, in its canonical form */
  note(code: string, device: string | null, waiting: number): void {
    if (device === null) return;
    const devices = this.#rooms.get(code);
    const before = devices?.get(device);
    if (waiting === 0) {
      devices?.delete(device);
      if (devices?.size === 0) this.#rooms.delete(code);
    } else if (devices === undefined) {
      this.#rooms.set(code, new Map([[device, waiting]]));
      this.#forgetOldest();
    } else if (before !== undefined || devices.size < MAX_DEVICES) devices.set(device, waiting);
    else return;
    this.#taps += waiting - (before ?? 0);
    this.#devices += Number(waiting > 0) - Number(before !== undefined);
  }

  /** Taps that wait on a device. */
  of(code: string, device: string): number {
    return this.#rooms.get(code)?.get(device) ?? 0;
  }

  #forgetOldest(): void {
    const [oldest] = this.#rooms;
    if (this.#rooms.size <= MAX_ROOMS || oldest === undefined) return;
    const [code, devices] = oldest;
    this.#rooms.delete(code);
    this.#devices -= devices.size;
    for (const waiting of devices.values()) this.#taps -= waiting;
  }
}
