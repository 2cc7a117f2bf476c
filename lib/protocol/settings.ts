import * as v from 'valibot';
import { LIMITS } from './limits.ts';
import { intBetween } from './numbers.ts';

/** A step on a score button: never 0, and within the limit of one tap. */
const stepSchema = v.pipe(
  intBetween(-LIMITS.delta, LIMITS.delta),
  v.check((step) => step !== 0, 'A step must change the score.'),
);

/** Who may score whom, besides hosts and scorekeepers (with `host`: besides hosts). */
export const SCORING_POLICIES = ['anyone', 'self', 'scorekeepers', 'host'] as const;
/** How equals are ranked: `shared` 1224, `dense` 1223, `first`: whoever came to the score first stands above. */
export const TIE_RULES = ['shared', 'dense', 'first'] as const;

/** The rules of one room. All are enforced by the server. Loose, as all that the server sends: a later one may know more. */
export const wireSettingsSchema = v.object({
  scoring: v.picklist(SCORING_POLICIES),
  /** Whether participants may put themselves on the board. */
  selfJoin: v.boolean(),
  /** What the score buttons add, in the order in which they are shown. */
  steps: v.pipe(v.array(stepSchema), v.minLength(1), v.maxLength(LIMITS.steps)),
  /** Whether any amount may be typed besides the steps. */
  typed: v.boolean(),
  /** Which end of the scale wins. */
  wins: v.picklist(['high', 'low']),
  ties: v.picklist(TIE_RULES),
  /** Whether a tap may not take a score below zero. */
  floor: v.boolean(),
  /** While true, taps are refused as `scoring_locked`; hosts can still correct. */
  scoringLocked: v.boolean(),
  /** While true, devices that have not been in the room before are refused as `room_locked`. */
  locked: v.boolean(),
  /** For how long after their last tap participants may take it back, in seconds; 0 is never. */
  undoSeconds: intBetween(0, LIMITS.undoSeconds),
  /** Whether cheers float over the board. */
  cheers: v.boolean(),
});
export type Settings = v.InferOutput<typeof wireSettingsSchema>;

/** A room made without saying otherwise lets anyone with the code score anyone. */
export const DEFAULT_SETTINGS: Settings = {
  scoring: 'anyone',
  selfJoin: false,
  steps: [1, 5, 10],
  typed: true,
  wins: 'high',
  ties: 'shared',
  floor: false,
  scoringLocked: false,
  locked: false,
  undoSeconds: 10,
  cheers: true,
};
