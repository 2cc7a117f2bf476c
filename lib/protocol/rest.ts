import * as z from 'zod/mini';
import { LIMITS } from './limits.ts';
import { amountSchema } from './messages.ts';
import { nameSchema } from './name.ts';

// Bodies of the REST requests. The answers' shapes are written in docs/API.md.

export const createRoomSchema = z.strictObject({
  name: nameSchema,
  players: z._default(z.array(nameSchema).check(z.maxLength(LIMITS.players)), []),
});
export type CreateRoom = z.infer<typeof createRoomSchema>;

export const scoreSchema = z.strictObject({
  player: z.int().check(z.positive()),
  delta: amountSchema,
});
export type ScoreRequest = z.infer<typeof scoreSchema>;

export const playerNameSchema = z.strictObject({ name: nameSchema });
