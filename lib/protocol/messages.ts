import * as z from 'zod/mini';
import { codeSchema } from './code.ts';
import { actionSchema } from './actions.ts';
import { LIMITS } from './limits.ts';

export * from './server-messages.ts';

// What clients send is parsed strictly: an unknown key is an error that its author should hear of.
// What the server sends is in `server-messages.ts`, and is a part of this module.

const ordinal = z.int().check(z.positive());

/** 128 random bits in base64url. It is never shown to anyone else, so knowing it is being that client. */
export const clientIdSchema = z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/));

/** Taps that wait on a client for their verdict. It is told to the host, and decides nothing. */
const waiting = z.optional(z.int().check(z.nonnegative(), z.maximum(LIMITS.waiting)));

/** How much one tap changes a score. */
export const amountSchema = z.int().check(
  z.minimum(-LIMITS.delta),
  z.maximum(LIMITS.delta),
  z.refine((delta) => delta !== 0, 'A tap must change the score.'),
);

// ---------------------------------------------------------------- client → server

/** A secret of 256 bits in base64url: a key from a link, or the identity of a device. */
export const secretSchema = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));

export const handshakeAuthSchema = z.object({
  protocol: z.int(),
  /** The key of a secret link. A browser that exchanged it for a cookie does not send it again. */
  key: z.optional(z.string().check(z.maxLength(128))),
  /** For programs that keep no cookies: a secret of their own, by which the room knows them again. */
  device: z.optional(secretSchema),
});
export type HandshakeAuth = z.infer<typeof handshakeAuthSchema>;

export const joinSchema = z.strictObject({
  room: codeSchema,
  clientId: clientIdSchema,
  /** The room's PIN, where it has one and this device has not given it before. */
  pin: z.optional(z.string().check(z.maxLength(32))),
  /** Taps that wait for their verdict, in all lanes of this client's outbox. */
  waiting,
  /** Where this client stands, if it has been here before; the server answers with a delta where that is shorter. */
  epoch: z.optional(z.unknown()),
  version: z.optional(z.unknown()),
});
export type Join = z.infer<typeof joinSchema>;

export const mutationSchema = z.strictObject({
  /** 1, 2, 3 … per client and room, without gaps. */
  id: ordinal,
  type: z.literal('score'),
  /** The generation of the board that the person saw. */
  generation: ordinal,
  player: ordinal,
  delta: amountSchema,
});
export type Mutation = z.infer<typeof mutationSchema>;

export const pushSchema = z.strictObject({
  clientId: clientIdSchema,
  mutations: z.array(mutationSchema).check(z.minLength(1), z.maxLength(LIMITS.mutationsPerPush)),
  /** Taps that wait for their verdict beyond those in this push. */
  waiting,
});
export type Push = z.infer<typeof pushSchema>;

export const syncSchema = z.strictObject({
  epoch: z.optional(z.unknown()),
  version: z.optional(z.unknown()),
});
export type Sync = z.infer<typeof syncSchema>;

export const clockSchema = z.strictObject({});

/** `key` makes the action count once, however often it is sent: 1 to 255 characters, a new one for each action. */
export const idempotencyKeySchema = z
  .string()
  .check(z.minLength(1), z.maxLength(LIMITS.idempotencyKeyLength));
export const actSchema = z.strictObject({
  key: z.optional(idempotencyKeySchema),
  action: actionSchema,
});
export type Act = z.infer<typeof actSchema>;

export const CHEERS = ['👏', '🎉', '🔥', '😂', '😮', '❤️'] as const;
export const cheerSchema = z.strictObject({ kind: z.literal('cheer'), emoji: z.enum(CHEERS) });
export type Cheer = z.infer<typeof cheerSchema>;
