import * as v from 'valibot';
import { codeSchema } from './code-schema.ts';
import { actionSchema } from './actions.ts';
import { LIMITS } from './limits.ts';
import { noList } from './no-list.ts';
import { intBetween, intSchema, ordinalSchema } from './numbers.ts';

export * from './server-messages.ts';

// What clients send is parsed strictly: an unknown key is an error that its author should hear of.
// What the server sends is in `server-messages.ts`, and is a part of this module.

/** 128 random bits in base64url. It is never shown to anyone else, so knowing it is being that client. */
export const clientIdSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/));

/** Taps that wait on a client for their verdict. It is told to the host, and decides nothing. */
const waiting = v.optional(intBetween(0, LIMITS.waiting));

/** How much one tap changes a score. */
export const amountSchema = v.pipe(
  intBetween(-LIMITS.delta, LIMITS.delta),
  v.check((delta) => delta !== 0, 'A tap must change the score.'),
);

// ---------------------------------------------------------------- client → server

/** A secret of 256 bits in base64url: a key from a link, or the identity of a device. */
export const secretSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));

export const handshakeAuthSchema = v.object({
  protocol: intSchema,
  /** The key of a secret link. A browser that exchanged it for a cookie does not send it again. */
  key: v.optional(v.pipe(v.string(), v.maxLength(128))),
  /** For programs that keep no cookies: a secret of their own, by which the room knows them again. */
  device: v.optional(secretSchema),
});
export type HandshakeAuth = v.InferOutput<typeof handshakeAuthSchema>;

export const joinSchema = v.strictObject({
  room: codeSchema,
  clientId: clientIdSchema,
  /** The room's PIN, where it has one and this device has not given it before. */
  pin: v.optional(v.pipe(v.string(), v.maxLength(32))),
  /** Taps that wait for their verdict, in all lanes of this client's outbox. */
  waiting,
  /** Where this client stands, if it has been here before; the server answers with a delta where that is shorter. */
  epoch: v.optional(v.unknown()),
  version: v.optional(v.unknown()),
});
export type Join = v.InferOutput<typeof joinSchema>;

export const mutationSchema = v.strictObject({
  /** 1, 2, 3 … per client and room, without gaps. */
  id: ordinalSchema,
  type: v.literal('score'),
  /** The generation of the board that the person saw. */
  generation: ordinalSchema,
  player: ordinalSchema,
  delta: amountSchema,
});
export type Mutation = v.InferOutput<typeof mutationSchema>;

export const pushSchema = v.strictObject({
  clientId: clientIdSchema,
  mutations: v.pipe(v.array(mutationSchema), v.minLength(1), v.maxLength(LIMITS.mutationsPerPush)),
  /** Taps that wait for their verdict beyond those in this push. */
  waiting,
});
export type Push = v.InferOutput<typeof pushSchema>;

export const syncSchema = noList(
  v.strictObject({
    epoch: v.optional(v.unknown()),
    version: v.optional(v.unknown()),
  }),
);
export type Sync = v.InferOutput<typeof syncSchema>;

export const clockSchema = noList(v.strictObject({}));

/** `key` makes the action count once, however often it is sent: 1 to 255 characters, a new one for each action. */
export const idempotencyKeySchema = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(LIMITS.idempotencyKeyLength),
);
export const actSchema = v.strictObject({
  key: v.optional(idempotencyKeySchema),
  action: actionSchema,
});
export type Act = v.InferOutput<typeof actSchema>;

export const CHEERS = ['👏', '🎉', '🔥', '😂', '😮', '❤️'] as const;
export const cheerSchema = v.strictObject({ kind: v.literal('cheer'), emoji: v.picklist(CHEERS) });
export type Cheer = v.InferOutput<typeof cheerSchema>;
