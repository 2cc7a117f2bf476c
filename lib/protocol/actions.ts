import * as z from 'zod/mini';
import { LIMITS } from './limits.ts';
import { nameSchema, textSchema } from './name.ts';
import { settingsSchema } from './settings.ts';

// What can be done to a room besides tapping: the same by socket (`act`) and by REST (`POST …/actions`).
// `lib/board/permission.ts` says which role may do what.

const ordinal = z.int().check(z.positive());
const player = { player: ordinal };
const reason = { reason: z.optional(textSchema(LIMITS.reasonGraphemes)) };
/** Which of the bibs' colours and shapes; null goes back to the one that comes with the player's id. */
const colourSchema = z.nullable(z.int().check(z.minimum(0), z.maximum(LIMITS.bibColours - 1)));
const shapeSchema = z.nullable(z.int().check(z.minimum(0), z.maximum(LIMITS.bibShapes - 1)));

export const actionSchema = z.discriminatedUnion('type', [
  // ---- players
  z.strictObject({
    type: z.literal('add-players'),
    names: z.array(nameSchema).check(z.minLength(1), z.maxLength(LIMITS.players)),
  }),
  z.strictObject({
    type: z.literal('change-player'),
    ...player,
    name: z.optional(nameSchema),
    colour: z.optional(colourSchema),
    shape: z.optional(shapeSchema),
  }),
  /** These players come first, in this order; the others follow as they stood. */
  z.strictObject({
    type: z.literal('order-players'),
    players: z.array(ordinal).check(z.minLength(1), z.maxLength(LIMITS.players)),
  }),
  /** `player` leaves the board, and its score goes to `into`. Restoring it takes the score back. */
  z.strictObject({ type: z.literal('merge-players'), ...player, into: ordinal }),
  z.strictObject({ type: z.literal('remove-player'), ...player }),
  z.strictObject({ type: z.literal('restore-player'), ...player }),
  // ---- claims
  /** Puts the person on the board as a player of their own. */
  z.strictObject({ type: z.literal('take-part'), name: nameSchema }),
  /** "That is me": at most one player per device. */
  z.strictObject({ type: z.literal('claim-player'), ...player }),
  /** Participants let go of their own claim, hosts of anybody's. */
  z.strictObject({ type: z.literal('release-player'), ...player }),
  /** While blocked nobody can claim the player; blocking also ends the claim that there is. */
  z.strictObject({ type: z.literal('block-claim'), ...player, blocked: z.boolean() }),
  // ---- scores
  z.strictObject({
    type: z.literal('set-score'),
    ...player,
    score: z.int().check(z.minimum(-LIMITS.score), z.maximum(LIMITS.score)),
    ...reason,
  }),
  /** Takes back one score event, by the version that it made, whatever came after it. */
  z.strictObject({ type: z.literal('undo'), event: ordinal, ...reason }),
  z.strictObject({ type: z.literal('redo'), event: ordinal, ...reason }),
  /** Takes back the last tap of this person, within the time that the room gives. */
  z.strictObject({ type: z.literal('undo-own') }),
  // ---- the board
  /** All scores go to zero and a new generation begins; the old one is archived. */
  z.strictObject({ type: z.literal('reset') }),
  z.strictObject({ type: z.literal('reset-player'), ...player }),
  /** The scores of an archived generation come back, as a new generation. */
  z.strictObject({ type: z.literal('restore-generation'), generation: ordinal }),
  z.strictObject({ type: z.literal('rename-room'), name: nameSchema }),
  z.strictObject({
    type: z.literal('change-settings'),
    settings: z
      .partial(settingsSchema)
      .check(
        z.refine((settings) => Object.keys(settings).length > 0, 'Name at least one setting.'),
      ),
  }),
  // ---- words
  /** Shown on every screen at once, and kept nowhere. */
  z.strictObject({ type: z.literal('announce'), text: textSchema(LIMITS.announcementGraphemes) }),
]);
export type Action = z.infer<typeof actionSchema>;
export type ActionType = Action['type'];

export const ACTION_TYPES = actionSchema.def.options.map(
  ({ shape }) => shape.type.def.values[0],
) as readonly ActionType[];
