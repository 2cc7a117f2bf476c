import * as v from 'valibot';
import { wireErrorSchema, type WireError } from '#lib/protocol/wire-error.ts';
import {
  deltaMessageSchema,
  drainSchema,
  messageSchema,
  presenceSchema,
  pulseSchema,
  snapshotSchema,
  youSchema,
  type Delta,
  type Drain,
  type Message,
  type Presence,
  type Pulse,
  type Snapshot,
  type You,
} from '#lib/protocol/server-messages.ts';

/** What the server says of its own accord. `garbled` is a known event whose payload is none that we understand. */
export type News =
  | { readonly event: 'delta'; readonly payload: Delta }
  | { readonly event: 'snapshot'; readonly payload: Snapshot }
  | { readonly event: 'pulse'; readonly payload: Pulse }
  | { readonly event: 'presence'; readonly payload: Presence }
  | { readonly event: 'message'; readonly payload: Message }
  | { readonly event: 'you'; readonly payload: You }
  | { readonly event: 'problem'; readonly payload: WireError }
  | { readonly event: 'drain'; readonly payload: Drain }
  | { readonly event: 'garbled' };

const SCHEMAS = new Map<string, v.GenericSchema>([
  ['delta', deltaMessageSchema],
  ['snapshot', snapshotSchema],
  ['pulse', pulseSchema],
  ['presence', presenceSchema],
  ['message', messageSchema],
  ['you', youSchema],
  ['problem', wireErrorSchema],
  ['drain', drainSchema],
]);

/** Reads one event; null for an event of a later protocol, which is none of our business. */
export function parseNews(event: string, payload: unknown): News | null {
  const schema = SCHEMAS.get(event);
  if (schema === undefined) return null;
  const parsed = v.safeParse(schema, payload);
  // The map pairs each name with the schema of its payload.
  return parsed.success ? ({ event, payload: parsed.output } as News) : { event: 'garbled' };
}
