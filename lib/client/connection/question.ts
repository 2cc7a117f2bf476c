import type * as z from 'zod/mini';
import type { ClientToServerEvents } from '#lib/protocol/events.ts';

/** A question to the server, and how to read the answer. */
export interface Question<S extends z.ZodMiniType> {
  readonly event: keyof ClientToServerEvents;
  readonly payload: unknown;
  readonly schema: S;
  /** Called exactly once; null means that nobody knows whether the server has heard the question. */
  readonly answered: (answer: z.output<S> | null) => void;
}
