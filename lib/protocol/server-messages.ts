import * as z from 'zod/mini';
import { refusalKindSchema, wireErrorSchema } from './errors.ts';
import { roleSchema } from './roles.ts';
import { settingsSchema } from './settings.ts';

// What the server sends, and clients read. It is parsed loosely: an older client ignores keys that it does not know.
// In a file of its own, without what only the server reads: a page ships no more of it than this.

const count = z.int().check(z.nonnegative());
const ordinal = z.int().check(z.positive());

// ---------------------------------------------------------------- shapes

/** Everything about a player but the score. */
const profile = {
  id: ordinal,
  name: z.string(),
  /** Where the host put the player: equals are shown in this order. Absent: the id. */
  position: z.optional(z.number()),
  /** 0 … 11 and 0 … 7; absent where they come with the id. */
  colour: z.optional(z.int()),
  shape: z.optional(z.int()),
  /** `taken`: somebody plays as this player. `blocked`: nobody can. Absent: free. */
  claim: z.optional(z.enum(['taken', 'blocked'])),
};

export const profileSchema = z.object(profile);
export type WireProfile = z.infer<typeof profileSchema>;

export const playerSchema = z.object({
  ...profile,
  score: z.int(),
  /** The version at which the score last changed, for the tie rule `first`. Only its order among the players counts. */
  scoredAt: z.optional(z.number()),
});
export type WirePlayer = z.infer<typeof playerSchema>;

/** Loose, as all that the server sends: a later server may know more settings. */
export const wireSettingsSchema = z.object(settingsSchema.shape);

/** The whole room at a version. Players come in the order of their ids. */
export const snapshotSchema = z.object({
  code: z.string(),
  name: z.string(),
  epoch: count,
  version: count,
  generation: ordinal,
  settings: wireSettingsSchema,
  players: z.array(playerSchema),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** What a delta carries when more than scores changed. */
export const boardChangesSchema = z.object({
  name: z.optional(z.string()),
  generation: z.optional(ordinal),
  settings: z.optional(wireSettingsSchema),
  /** New players, and those of whom something other than the score changed; each stands for all that is known of it. */
  players: z.optional(z.array(profileSchema)),
  /** Ids of players that left the board. */
  removed: z.optional(z.array(ordinal)),
});
export type BoardChanges = z.infer<typeof boardChangesSchema>;

/**
 * The change from version `from` to `to`: [from, to, [id, score, id, score, …], changes?].
 * Scores are absolute, so that a delta that overlaps what is known does no harm. They come in the order in which they
 * were last changed: of two players in one delta the earlier one came to its score first, and those that are not in it
 * came to theirs before.
 */
export const deltaMessageSchema = z.union([
  z.tuple([count, count, z.array(z.int())]),
  z.tuple([count, count, z.array(z.int()), boardChangesSchema]),
]);
export type Delta = z.infer<typeof deltaMessageSchema>;

// ---------------------------------------------------------------- acknowledgements

const failed = z.object({ ok: z.literal(false), error: wireErrorSchema });

/** Either the whole room or the change since what the client said it has. */
const catchUp = {
  epoch: count,
  snapshot: z.optional(snapshotSchema),
  delta: z.optional(deltaMessageSchema),
};

/** Who the person at this connection is in the room. */
export const youSchema = z.object({
  role: roleSchema,
  /** The player that this device has claimed. */
  player: z.nullable(ordinal),
});
export type You = z.infer<typeof youSchema>;

export const joinAckSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    ...catchUp,
    /** The highest mutation id of this client that has a verdict; the board sent along includes all up to it. */
    lastId: count,
    you: youSchema,
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

export const actAckSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    /** Where the room stands once the action is committed. */
    version: count,
    generation: ordinal,
    /** Whether the action was done before under this key, and not again. */
    duplicate: z.boolean(),
    /** The players that the action made, in order, or the one that it was about. */
    players: z.array(ordinal),
  }),
  failed,
]);
export type ActAck = z.infer<typeof actAckSchema>;

export const messageAckSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true) }),
  failed,
]);
export type MessageAck = z.infer<typeof messageAckSchema>;

// ---------------------------------------------------------------- server → client

/** Where the room stands, so that a client notices a silent gap. */
export const pulseSchema = z.object({
  epoch: count,
  version: count,
  now: z.number(),
  /** Where many are connected: who loses this connection comes back within this long, at a moment drawn by chance. */
  spreadMs: z.optional(count),
});
export type Pulse = z.infer<typeof pulseSchema>;

export const presenceSchema = z.object({ here: count });
export type Presence = z.infer<typeof presenceSchema>;

export const messageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('greeting'), text: z.string() }),
  /** What was cheered since the last of these, by all together. */
  z.object({ kind: z.literal('cheers'), counts: z.array(z.tuple([z.string(), ordinal])) }),
  z.object({ kind: z.literal('announcement'), text: z.string() }),
]);
export type Message = z.infer<typeof messageSchema>;

/** The server is leaving: reconnect after this long. */
export const drainSchema = z.object({ delayMs: count });
export type Drain = z.infer<typeof drainSchema>;
