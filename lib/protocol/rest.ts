import * as v from 'valibot';
import { LIMITS } from './limits.ts';
import { amountSchema, secretSchema } from './messages.ts';
import { nameSchema, textSchema } from './name-schema.ts';
import { ordinalSchema } from './numbers.ts';
import { roleSchema } from './roles.ts';
import { settingsChangeSchema } from './settings-change.ts';

// Bodies of the REST requests. The answers' shapes are written in docs/API.md.

export const createRoomSchema = v.strictObject({
  name: nameSchema,
  players: v.optional(v.pipe(v.array(nameSchema), v.maxLength(LIMITS.players)), []),
  settings: v.optional(settingsChangeSchema),
});
export type CreateRoom = v.InferOutput<typeof createRoomSchema>;

export const scoreSchema = v.strictObject({
  player: ordinalSchema,
  delta: amountSchema,
});
export type ScoreRequest = v.InferOutput<typeof scoreSchema>;

export const playerNameSchema = v.strictObject({ name: nameSchema });

/** What opens a room for a browser: the key of a link, or the PIN. */
export const enterSchema = v.union([
  v.strictObject({ key: secretSchema }),
  v.strictObject({ pin: v.pipe(v.string(), v.maxLength(32)) }),
]);
export type Enter = v.InferOutput<typeof enterSchema>;

export const pinSchema = v.pipe(
  v.string(),
  v.regex(
    new RegExp(`^\\d{${LIMITS.pinMinLength},${LIMITS.pinMaxLength}}$`),
    `A PIN has ${LIMITS.pinMinLength} to ${LIMITS.pinMaxLength} digits.`,
  ),
);
export const setPinSchema = v.strictObject({ pin: v.nullable(pinSchema) });

export const createLinkSchema = v.strictObject({
  role: roleSchema,
  label: textSchema(LIMITS.labelGraphemes),
  /** When it ends by itself, in milliseconds since the Unix epoch; null or absent: never. */
  expiresAt: v.optional(v.nullable(ordinalSchema)),
});
export type CreateLink = v.InferOutput<typeof createLinkSchema>;
