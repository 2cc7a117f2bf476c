import * as v from 'valibot';
import { refusalKindSchema, wireErrorSchema } from './wire-error.ts';
import { countSchema, finiteSchema, intSchema, ordinalSchema } from './numbers.ts';
import { roleSchema } from './roles.ts';
import { wireSettingsSchema } from './settings.ts';

// What the server sends, and clients read. It is parsed loosely: an older client ignores keys that it does not know.
// In a file of its own, without what only the server reads: a page ships no more of it than this.

// ---------------------------------------------------------------- shapes

/** Everything about a player but the score. */
const profile = {
  id: ordinalSchema,
  name: v.string(),
  /** Where the host put the player: equals are shown in this order. Absent: the id. */
  position: v.optional(finiteSchema),
  /** 0 … 11 and 0 … 7; absent where they come with the id. */
  colour: v.optional(intSchema),
  shape: v.optional(intSchema),
  /** `taken`: somebody plays as this player. `blocked`: nobody can. Absent: free. */
  claim: v.optional(v.picklist(['taken', 'blocked'])),
};

export const profileSchema = v.object(profile);
export type WireProfile = v.InferOutput<typeof profileSchema>;

export const playerSchema = v.object({
  ...profile,
  score: intSchema,
  /** The version at which the score last changed, for the tie rule `first`. Only its order among the players counts. */
  scoredAt: v.optional(finiteSchema),
});
export type WirePlayer = v.InferOutput<typeof playerSchema>;

/** The whole room at a version. Players come in the order of their ids. */
export const snapshotSchema = v.object({
  code: v.string(),
  name: v.string(),
  epoch: countSchema,
  version: countSchema,
  generation: ordinalSchema,
  settings: wireSettingsSchema,
  players: v.array(playerSchema),
});
export type Snapshot = v.InferOutput<typeof snapshotSchema>;

/** What a delta carries when more than scores changed. */
export const boardChangesSchema = v.object({
  name: v.optional(v.string()),
  generation: v.optional(ordinalSchema),
  settings: v.optional(wireSettingsSchema),
  /** New players, and those of whom something other than the score changed; each stands for all that is known of it. */
  players: v.optional(v.array(profileSchema)),
  /** Ids of players that left the board. */
  removed: v.optional(v.array(ordinalSchema)),
});
export type BoardChanges = v.InferOutput<typeof boardChangesSchema>;

/**
 * The change from version `from` to `to`: [from, to, [id, score, id, score, …], changes?].
 * Scores are absolute, so that a delta that overlaps what is known does no harm. They come in the order in which they
 * were last changed: of two players in one delta the earlier one came to its score first, and those that are not in it
 * came to theirs before.
 */
export const deltaMessageSchema = v.union([
  v.strictTuple([countSchema, countSchema, v.array(intSchema)]),
  v.strictTuple([countSchema, countSchema, v.array(intSchema), boardChangesSchema]),
]);
export type Delta = v.InferOutput<typeof deltaMessageSchema>;

// ---------------------------------------------------------------- acknowledgements

const failed = v.object({ ok: v.literal(false), error: wireErrorSchema });

/** Either the whole room or the change since what the client said it has. */
const catchUp = {
  epoch: countSchema,
  snapshot: v.optional(snapshotSchema),
  delta: v.optional(deltaMessageSchema),
};

/** Who the person at this connection is in the room. */
export const youSchema = v.object({
  role: roleSchema,
  /** The player that this device has claimed. */
  player: v.nullable(ordinalSchema),
});
export type You = v.InferOutput<typeof youSchema>;

export const joinAckSchema = v.union([
  v.object({
    ok: v.literal(true),
    ...catchUp,
    /** The highest mutation id of this client that has a verdict; the board sent along includes all up to it. */
    lastId: countSchema,
    you: youSchema,
    /** Clients in the room, this one included. */
    here: countSchema,
    /** The server's clock: milliseconds since the Unix epoch. */
    now: finiteSchema,
  }),
  failed,
]);
export type JoinAck = v.InferOutput<typeof joinAckSchema>;

export const pushAckSchema = v.union([
  v.object({
    ok: v.literal(true),
    /** Every mutation of this client up to and including this id has a verdict. */
    upTo: countSchema,
    /** The room's version once these were committed. */
    version: countSchema,
    /** Ids in this push that had been committed before: they countSchema once. */
    duplicates: v.optional(v.array(ordinalSchema)),
    /** Ids in this push that will never countSchema, each with the reason. */
    refused: v.optional(v.array(v.strictTuple([ordinalSchema, refusalKindSchema]))),
  }),
  failed,
]);
export type PushAck = v.InferOutput<typeof pushAckSchema>;

export const syncAckSchema = v.union([v.object({ ok: v.literal(true), ...catchUp }), failed]);
export type SyncAck = v.InferOutput<typeof syncAckSchema>;

export const clockAckSchema = v.union([
  v.object({ ok: v.literal(true), now: finiteSchema }),
  failed,
]);
export type ClockAck = v.InferOutput<typeof clockAckSchema>;

export const actAckSchema = v.union([
  v.object({
    ok: v.literal(true),
    /** Where the room stands once the action is committed. */
    version: countSchema,
    generation: ordinalSchema,
    /** Whether the action was done before under this key, and not again. */
    duplicate: v.boolean(),
    /** The players that the action made, in order, or the one that it was about. */
    players: v.array(ordinalSchema),
  }),
  failed,
]);
export type ActAck = v.InferOutput<typeof actAckSchema>;

export const messageAckSchema = v.union([v.object({ ok: v.literal(true) }), failed]);
export type MessageAck = v.InferOutput<typeof messageAckSchema>;

// ---------------------------------------------------------------- server → client

/** Where the room stands, so that a client notices a silent gap. */
export const pulseSchema = v.object({
  epoch: countSchema,
  version: countSchema,
  now: finiteSchema,
  /** Where many are connected: who loses this connection comes back within this long, at a moment drawn by chance. */
  spreadMs: v.optional(countSchema),
});
export type Pulse = v.InferOutput<typeof pulseSchema>;

export const presenceSchema = v.object({ here: countSchema });
export type Presence = v.InferOutput<typeof presenceSchema>;

export const messageSchema = v.union([
  v.object({ kind: v.literal('greeting'), text: v.string() }),
  /** What was cheered since the last of these, by all together. */
  v.object({
    kind: v.literal('cheers'),
    counts: v.array(v.strictTuple([v.string(), ordinalSchema])),
  }),
  v.object({ kind: v.literal('announcement'), text: v.string() }),
]);
export type Message = v.InferOutput<typeof messageSchema>;

/** The server is leaving: reconnect after this long. */
export const drainSchema = v.object({ delayMs: countSchema });
export type Drain = v.InferOutput<typeof drainSchema>;
