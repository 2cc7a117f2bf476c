import * as z from 'zod/mini';
import { codeSchema } from './code.ts';
import { refusalKindSchema, wireErrorSchema } from './errors.ts';
import { LIMITS } from './limits.ts';

// What clients send is parsed strictly: an unknown key is an error that its author should hear of.
// What the server sends is parsed loosely: an older client ignores keys that it does not know.

const count = z.int().check(z.nonnegative());
const ordinal = z.int().check(z.positive());

/** 128 random bits in base64url. It is never shown to anyone else, so knowing it is being that client. */
export const clientIdSchema = z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/));

/** How much one tap changes a score. */
export const amountSchema = z.int().check(
  z.minimum(-LIMITS.delta),
  z.maximum(LIMITS.delta),
  z.refine((delta) => delta !== 0, 'A tap must change the score.'),
);

// ---------------------------------------------------------------- shapes

export const playerSchema = z.object({ id: ordinal, name: z.string(), score: z.int() });
export type WirePlayer = z.infer<typeof playerSchema>;

/** The whole room at a version. Players come in the order of their ids. */
export const snapshotSchema = z.object({
  code: z.string(),
  name: z.string(),
  epoch: count,
  version: count,
  generation: ordinal,
  players: z.array(playerSchema),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** What a delta carries when more than scores changed. */
export const boardChangesSchema = z.object({
  name: z.optional(z.string()),
  generation: z.optional(ordinal),
  /** New and renamed players, as [id, name]. */
  players: z.optional(z.array(z.tuple([ordinal, z.string()]))),
  /** Ids of players that left the board. */
  removed: z.optional(z.array(ordinal)),
});
export type BoardChanges = z.infer<typeof boardChangesSchema>;

/**
 * The change from version `from` to `to`: [from, to, [id, score, id, score, …], changes?].
 * Scores are absolute, so that a delta that overlaps what is known does no harm.
 */
export const deltaMessageSchema = z.union([
  z.tuple([count, count, z.array(z.int())]),
  z.tuple([count, count, z.array(z.int()), boardChangesSchema]),
]);
export type Delta = z.infer<typeof deltaMessageSchema>;

// ---------------------------------------------------------------- client → server

export const handshakeAuthSchema = z.object({ protocol: z.int() });

export const joinSchema = z.strictObject({
  room: codeSchema,
  clientId: clientIdSchema,
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
});
export type Push = z.infer<typeof pushSchema>;

export const syncSchema = z.strictObject({
  epoch: z.optional(z.unknown()),
  version: z.optional(z.unknown()),
});
export type Sync = z.infer<typeof syncSchema>;

export const clockSchema = z.strictObject({});

export const CHEERS = ['👏', '🎉', '🔥', '😂', '😮', '❤️'] as const;
export const cheerSchema = z.strictObject({ kind: z.literal('cheer'), emoji: z.enum(CHEERS) });
export type Cheer = z.infer<typeof cheerSchema>;

// ---------------------------------------------------------------- acknowledgements

const failed = z.object({ ok: z.literal(false), error: wireErrorSchema });

/** Either the whole room or the change since what the client said it has. */
const catchUp = {
  epoch: count,
  snapshot: z.optional(snapshotSchema),
  delta: z.optional(deltaMessageSchema),
};

export const joinAckSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    ...catchUp,
    /** The highest mutation id of this client that has a verdict; the board sent along includes all up to it. */
    lastId: count,
    /** Clients in the room, this one included. */
    here: count,
    /** The server's clock: milliseconds since the Unix epoch. */
    now: z.number(),
  }),
  failed,
]);
export type JoinAck = z.infer<typeof joinAckSchema>;

export const pushAckSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    /** Every mutation of this client up to and including this id has a verdict. */
    upTo: count,
    /** The room's version once these were committed. */
    version: count,
    /** Ids in this push that had been committed before: they count once. */
    duplicates: z.optional(z.array(ordinal)),
    /** Ids in this push that will never count, each with the reason. */
    refused: z.optional(z.array(z.tuple([ordinal, refusalKindSchema]))),
  }),
  failed,
]);
export type PushAck = z.infer<typeof pushAckSchema>;

export const syncAckSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), ...catchUp }),
  failed,
]);
export type SyncAck = z.infer<typeof syncAckSchema>;

export const clockAckSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), now: z.number() }),
  failed,
]);
export type ClockAck = z.infer<typeof clockAckSchema>;

export const messageAckSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true) }),
  failed,
]);
export type MessageAck = z.infer<typeof messageAckSchema>;

// ---------------------------------------------------------------- server → client

/** Where the room stands, so that a client notices a silent gap. */
export const pulseSchema = z.object({ epoch: count, version: count, now: z.number() });
export type Pulse = z.infer<typeof pulseSchema>;

export const presenceSchema = z.object({ here: count });
export type Presence = z.infer<typeof presenceSchema>;

export const messageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('greeting'), text: z.string() }),
  z.object({ kind: z.literal('cheer'), emoji: z.string() }),
]);
export type Message = z.infer<typeof messageSchema>;

/** The server is leaving: reconnect after this long. */
export const drainSchema = z.object({ delayMs: count });
export type Drain = z.infer<typeof drainSchema>;
