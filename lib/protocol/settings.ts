import * as z from 'zod/mini';
import { LIMITS } from './limits.ts';

/** A step on a score button: never 0, and within the limit of one tap. */
const stepSchema = z.int().check(
  z.minimum(-LIMITS.delta),
  z.maximum(LIMITS.delta),
  z.refine((step) => step !== 0, 'A step must change the score.'),
);

/** Who may score whom, besides hosts and scorekeepers (with `host`: besides hosts). */
export const SCORING_POLICIES = ['anyone', 'self', 'scorekeepers', 'host'] as const;
/** How equals are ranked: `shared` 1224, `dense` 1223, `first`: whoever came to the score first stands above. */
export const TIE_RULES = ['shared', 'dense', 'first'] as const;

/** The rules of one room. All are enforced by the server. */
export const settingsSchema = z.strictObject({
  scoring: z.enum(SCORING_POLICIES),
  /** Whether participants may put themselves on the board. */
  selfJoin: z.boolean(),
  /** What the score buttons add, in the order in which they are shown. */
  steps: z.array(stepSchema).check(z.minLength(1), z.maxLength(LIMITS.steps)),
  /** Whether any amount may be typed besides the steps. */
  typed: z.boolean(),
  /** Which end of the scale wins. */
  wins: z.enum(['high', 'low']),
  ties: z.enum(TIE_RULES),
  /** Whether a tap may not take a score below zero. */
  floor: z.boolean(),
  /** While true, taps are refused as `scoring_locked`; hosts can still correct. */
  scoringLocked: z.boolean(),
  /** While true, devices that have not been in the room before are refused as `room_locked`. */
  locked: z.boolean(),
  /** For how long after their last tap participants may take it back, in seconds; 0 is never. */
  undoSeconds: z.int().check(z.minimum(0), z.maximum(LIMITS.undoSeconds)),
  /** Whether cheers float over the board. */
  cheers: z.boolean(),
});
export type Settings = z.infer<typeof settingsSchema>;

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
