import * as z from 'zod/mini';
import { LIMITS } from './limits.ts';
import { amountSchema, secretSchema } from './messages.ts';
import { nameSchema, textSchema } from './name.ts';
import { roleSchema } from './roles.ts';
import { settingsSchema } from './settings.ts';

// Bodies of the REST requests. The answers' shapes are written in docs/API.md.

export const createRoomSchema = z.strictObject({
  name: nameSchema,
  players: z._default(z.array(nameSchema).check(z.maxLength(LIMITS.players)), []),
  settings: z.optional(z.partial(settingsSchema)),
});
export type CreateRoom = z.infer<typeof createRoomSchema>;

export const scoreSchema = z.strictObject({
  player: z.int().check(z.positive()),
  delta: amountSchema,
});
export type ScoreRequest = z.infer<typeof scoreSchema>;

export const playerNameSchema = z.strictObject({ name: nameSchema });

/** What opens a room for a browser: the key of a link, or the PIN. */
export const enterSchema = z.union([
  z.strictObject({ key: secretSchema }),
  z.strictObject({ pin: z.string().check(z.maxLength(32)) }),
]);
export type Enter = z.infer<typeof enterSchema>;

export const pinSchema = z
  .string()
  .check(
    z.regex(
      new RegExp(`^\\d{${LIMITS.pinMinLength},${LIMITS.pinMaxLength}}$`),
      `A PIN has ${LIMITS.pinMinLength} to ${LIMITS.pinMaxLength} digits.`,
    ),
  );
export const setPinSchema = z.strictObject({ pin: z.nullable(pinSchema) });

export const createLinkSchema = z.strictObject({
  role: roleSchema,
  label: textSchema(LIMITS.labelGraphemes),
  /** When it ends by itself, in milliseconds since the Unix epoch; null or absent: never. */
  expiresAt: z.optional(z.nullable(z.int().check(z.positive()))),
});
export type CreateLink = z.infer<typeof createLinkSchema>;
