import * as v from 'valibot';

// The numbers of the wire: what JavaScript counts exactly, and nothing infinite.

export const intSchema = v.pipe(v.number(), v.safeInteger());
/** 0, 1, 2 … */
export const countSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** 1, 2, 3 … */
export const ordinalSchema = v.pipe(v.number(), v.safeInteger(), v.gtValue(0));
/** With fractions: times, and places in an order. */
export const finiteSchema = v.pipe(v.number(), v.finite());

/** A whole number from `least` to `most`. */
export function intBetween(least: number, most: number) {
  return v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));
}
