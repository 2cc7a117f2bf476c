import type * as v from 'valibot';
import type { ClientToServerEvents } from '#lib/protocol/events.ts';

/** A question to the server, and how to read the answer. */
export interface Question<S extends v.GenericSchema> {
  readonly event: keyof ClientToServerEvents;
  readonly payload: unknown;
  readonly schema: S;
  /** Called exactly once; null means that nobody knows whether the server has heard the question. */
  readonly answered: (answer: v.InferOutput<S> | null) => void;
}
