/** Whether two selections show the same: equal values, or objects and arrays whose entries are equal values. */
export function isSameSelection(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((entry, at) => Object.is(entry, b[at]));
  }
  if (!isPlain(a) || !isPlain(b)) return false;
  const entries = Object.entries(a);
  if (entries.length !== Object.keys(b).length) return false;
  return entries.every(([key, value]) => Object.hasOwn(b, key) && Object.is(value, b[key]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype;
}

/**
 * What one component has selected. It stays the same object as long as it shows the same, also where the selector is a new
 * function at each render.
 */
export class Selection<T> {
  #latest: { readonly value: T } | null = null;

  /** A getter that runs the selector once for each state. */
  getter<S>(getState: () => S, selector: (state: S) => T): () => T {
    let seen: { readonly state: S; readonly value: T } | null = null;
    return () => {
      const state = getState();
      if (seen === null || !Object.is(seen.state, state)) {
        seen = { state, value: this.#keep(selector(state)) };
      }
      return seen.value;
    };
  }

  #keep(selected: T): T {
    if (this.#latest !== null && isSameSelection(this.#latest.value, selected)) {
      return this.#latest.value;
    }
    this.#latest = { value: selected };
    return selected;
  }
}
