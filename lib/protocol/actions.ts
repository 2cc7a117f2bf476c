import * as v from 'valibot';
import { LIMITS } from './limits.ts';
import { nameSchema, textSchema } from './name-schema.ts';
import { intBetween, ordinalSchema } from './numbers.ts';
import { settingsChangeSchema } from './settings-change.ts';

// What can be done to a room besides tapping: the same by socket (`act`) and by REST (`POST …/actions`).
// `lib/board/permission.ts` says which role may do what.

const player = { player: ordinalSchema };
const reason = { reason: v.optional(textSchema(LIMITS.reasonGraphemes)) };
/** Which of the bibs' colours and shapes; null goes back to the one that comes with the player's id. */
const colourSchema = v.nullable(intBetween(0, LIMITS.bibColours - 1));
const shapeSchema = v.nullable(intBetween(0, LIMITS.bibShapes - 1));

export const actionSchema = v.variant('type', [
  // ---- players
  v.strictObject({
    type: v.literal('add-players'),
    names: v.pipe(v.array(nameSchema), v.minLength(1), v.maxLength(LIMITS.players)),
  }),
  v.strictObject({
    type: v.literal('change-player'),
    ...player,
    name: v.optional(nameSchema),
    colour: v.optional(colourSchema),
    shape: v.optional(shapeSchema),
  }),
  /** These players come first, in this order; the others follow as they stood. */
  v.strictObject({
    type: v.literal('order-players'),
    players: v.pipe(v.array(ordinalSchema), v.minLength(1), v.maxLength(LIMITS.players)),
  }),
  /** `player` leaves the board, and its score goes to `into`. Restoring it takes the score back. */
  v.strictObject({ type: v.literal('merge-players'), ...player, into: ordinalSchema }),
  v.strictObject({ type: v.literal('remove-player'), ...player }),
  v.strictObject({ type: v.literal('restore-player'), ...player }),
  // ---- claims
  /** Puts the person on the board as a player of their own. */
  v.strictObject({ type: v.literal('take-part'), name: nameSchema }),
  /** "That is me": at most one player per device. */
  v.strictObject({ type: v.literal('claim-player'), ...player }),
  /** Participants let go of their own claim, hosts of anybody's. */
  v.strictObject({ type: v.literal('release-player'), ...player }),
  /** While blocked nobody can claim the player; blocking also ends the claim that there is. */
  v.strictObject({ type: v.literal('block-claim'), ...player, blocked: v.boolean() }),
  // ---- scores
  v.strictObject({
    type: v.literal('set-score'),
    ...player,
    score: intBetween(-LIMITS.score, LIMITS.score),
    ...reason,
  }),
  /** Takes back one score event, by the version that it made, whatever came after it. */
  v.strictObject({ type: v.literal('undo'), event: ordinalSchema, ...reason }),
  v.strictObject({ type: v.literal('redo'), event: ordinalSchema, ...reason }),
  /** Takes back the last tap of this person, within the time that the room gives. */
  v.strictObject({ type: v.literal('undo-own') }),
  // ---- the board
  /** All scores go to zero and a new generation begins; the old one is archived. */
  v.strictObject({ type: v.literal('reset') }),
  v.strictObject({ type: v.literal('reset-player'), ...player }),
  /** The scores of an archived generation come back, as a new generation. */
  v.strictObject({ type: v.literal('restore-generation'), generation: ordinalSchema }),
  v.strictObject({ type: v.literal('rename-room'), name: nameSchema }),
  v.strictObject({
    type: v.literal('change-settings'),
    settings: v.pipe(
      settingsChangeSchema,
      v.check((settings) => Object.keys(settings).length > 0, 'Name at least one setting.'),
    ),
  }),
  // ---- words
  /** Shown on every screen at once, and kept nowhere. */
  v.strictObject({ type: v.literal('announce'), text: textSchema(LIMITS.announcementGraphemes) }),
]);
export type Action = v.InferOutput<typeof actionSchema>;
export type ActionType = Action['type'];

export const ACTION_TYPES = actionSchema.options.map(
  ({ entries }) => entries.type.literal,
) as readonly ActionType[];
