import * as v from 'valibot';

/** Valibot reads a list as an object without keys: this refuses it where no key is required that a list would lack. */
export function noList<const S extends v.GenericSchema>(schema: S) {
  return v.pipe(
    v.unknown(),
    v.check((value) => !Array.isArray(value), 'Invalid input: expected object, received array'),
    schema,
  );
}
