/**
 * The part of `zod/mini` that browser code uses, for the bundles of production: the same schemas read by a tenth of the
 * code. It says whether a message fits and strips what nobody knows, as zod does; it does not say why one does not fit,
 * which nobody reads there. `small-zod.test.ts` holds the two against each other. See docs/decisions.
 *
 * A name that is missing here fails the build, or the first page that runs into it.
 */

const BAD = Symbol('does not fit');

/** Returns what it has read, or {@link BAD}. */
type Read = (value: unknown) => unknown;
/** What is known of a schema besides how to read it. */
interface Definition {
  readonly isOptional?: boolean;
  readonly shape?: Shape;
  readonly options?: readonly Schema[];
  readonly values?: readonly unknown[];
}
type Shape = Readonly<Record<string, Schema>>;

class Schema {
  readonly read: Read;
  readonly def: Definition;

  constructor(read: Read, def: Definition = {}) {
    this.read = read;
    this.def = def;
  }

  get shape(): Shape | undefined {
    return this.def.shape;
  }

  check(...checks: readonly Read[]): Schema {
    const read: Read = (value) => {
      return checks.reduce((sofar, next) => (sofar === BAD ? BAD : next(sofar)), this.read(value));
    };
    return new Schema(read, this.def);
  }

  safeParse(value: unknown): { success: boolean; data?: unknown } {
    const data = this.read(value);
    return data === BAD ? { success: false } : { success: true, data };
  }
}

/** A value that is taken as it is, or not at all. */
function that(fits: (value: unknown) => boolean, def?: Definition): Schema {
  return new Schema((value) => (fits(value) ? value : BAD), def);
}

// ---------------------------------------------------------------- values

export const string = (): Schema => that((value) => typeof value === 'string');
export const boolean = (): Schema => that((value) => typeof value === 'boolean');
export const number = (): Schema => that(Number.isFinite);
export const int = (): Schema => that(Number.isSafeInteger);

export function literal(only: unknown): Schema {
  return that((value) => value === only, { values: [only] });
}

function enumeration(values: readonly unknown[]): Schema {
  return that((value) => values.includes(value), { values });
}
export { enumeration as enum };

// ---------------------------------------------------------------- combinations

export function optional({ read, def }: Schema): Schema {
  const readIt: Read = (value) => (value === undefined ? value : read(value));
  return new Schema(readIt, { ...def, isOptional: true });
}

export function nullable({ read, def }: Schema): Schema {
  return new Schema((value) => (value === null ? value : read(value)), def);
}

export function array(item: Schema): Schema {
  return new Schema((value) => (Array.isArray(value) ? readAll(value, () => item) : BAD));
}

export function tuple(items: readonly Schema[]): Schema {
  return new Schema((value) => {
    return Array.isArray(value) && value.length === items.length
      ? readAll(value, (index) => items[index])
      : BAD;
  });
}

function readAll(values: readonly unknown[], schemaAt: (index: number) => Schema | undefined) {
  // By index: a hole in a list is an `undefined`.
  const read = Array.from(values, (value, index) => schemaAt(index)?.read(value));
  return read.includes(BAD) ? BAD : read;
}

export function object(shape: Shape): Schema {
  return new Schema((value) => readObject(shape, value), { shape });
}

export function strictObject(shape: Shape): Schema {
  const read: Read = (value) => {
    const known = readObject(shape, value);
    const isWhole = known === BAD || Object.keys(value as object).every((key) => key in shape);
    return isWhole ? known : BAD;
  };
  return new Schema(read, { shape });
}

function readObject(shape: Shape, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return BAD;
  const known: Record<string, unknown> = {};
  for (const [key, { read, def }] of Object.entries(shape)) {
    if (!(key in value)) {
      if (def.isOptional !== true) return BAD;
      continue;
    }
    const part = read((value as Record<string, unknown>)[key]);
    if (part === BAD) return BAD;
    known[key] = part;
  }
  return known;
}

export function union(options: readonly Schema[]): Schema {
  const read: Read = (value) => {
    for (const option of options) {
      const one = option.read(value);
      if (one !== BAD) return one;
    }
    return BAD;
  };
  return new Schema(read, { options });
}

/** The options differ in a literal, so that no more than one of them fits. */
export function discriminatedUnion(_key: string, options: readonly Schema[]): Schema {
  return union(options);
}

// ---------------------------------------------------------------- checks

const when = (fits: (value: never) => boolean): Read => {
  return (value) => (fits(value as never) ? value : BAD);
};

export const minimum = (least: number): Read => when((value: number) => value >= least);
export const maximum = (most: number): Read => when((value: number) => value <= most);
export const positive = (): Read => when((value: number) => value > 0);
export const nonnegative = (): Read => minimum(0);
export const minLength = (least: number): Read => {
  return when((value: { length: number }) => value.length >= least);
};
export const maxLength = (most: number): Read => {
  return when((value: { length: number }) => value.length <= most);
};
export const regex = (pattern: RegExp): Read => when((value: string) => pattern.test(value));
export const refine = (fits: (value: never) => boolean): Read => when(fits);
export const overwrite = (change: (value: never) => unknown): Read => {
  return (value) => change(value as never);
};

export function check(look: (context: { value: unknown; issues: unknown[] }) => void): Read {
  return (value) => {
    const issues: unknown[] = [];
    look({ value, issues });
    return issues.length === 0 ? value : BAD;
  };
}
