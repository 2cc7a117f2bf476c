import * as z from 'zod/mini';
import { ADMIN_LIMITS, BULK_ACTIONS, FIRST_OVERVIEW, OVERVIEW_ORDERS } from './admin.ts';
import { codeSchema } from './code.ts';
import { nameSchema } from './name.ts';

// What the admin's part of REST takes.

export const signInSchema = z.strictObject({ password: z.string() });

export const setPasswordSchema = z.strictObject({
  /** From the link that the server printed at its start. */
  token: z.string(),
  password: z.string(),
});

/** Where the backup goes; only the operator of the machine may say that. */
export const backupRequestSchema = z.strictObject({
  file: z.optional(z.string().check(z.minLength(1), z.maxLength(4_096))),
});

const flag = z.pipe(
  z.enum(['true', 'false']),
  z.transform((text) => text === 'true'),
);
const text = z.string().check(z.maxLength(ADMIN_LIMITS.textLength));

/** `GET rooms?…`: every parameter may be left out. */
export const overviewQuerySchema = z.object({
  text: z._default(
    z.pipe(
      text,
      z.transform((typed) => typed.trim()),
    ),
    FIRST_OVERVIEW.text,
  ),
  order: z._default(z.enum(OVERVIEW_ORDERS), FIRST_OVERVIEW.order),
  descending: z._default(flag, FIRST_OVERVIEW.descending),
  deleted: z._default(flag, FIRST_OVERVIEW.deleted),
  page: z._default(
    z.pipe(
      z.string().check(z.regex(/^[1-9]\d{0,5}$/, 'A page is a number from 1.')),
      z.transform(Number),
    ),
    FIRST_OVERVIEW.page,
  ),
});

/** `GET rooms?codes=A,B,…`: how these rooms are now, in this order. */
export const namedRoomsSchema = z.object({
  codes: z.pipe(
    z.pipe(
      z.string().check(z.maxLength(ADMIN_LIMITS.pageRooms * 10)),
      z.transform((codes) => codes.split(',')),
    ),
    z.array(codeSchema).check(z.maxLength(ADMIN_LIMITS.pageRooms)),
  ),
  deleted: z._default(flag, FIRST_OVERVIEW.deleted),
});

/** `GET audit?…` */
export const auditQuerySchema = z.object({
  code: z.optional(codeSchema),
  text: z.optional(text),
  before: z.optional(
    z.pipe(
      z.string().check(z.regex(/^[1-9]\d{0,14}$/, 'Give the number of an entry.')),
      z.transform(Number),
    ),
  ),
});

const target = {
  action: z.enum(BULK_ACTIONS),
  /** Only say what would be concerned, and change nothing. */
  preview: z._default(z.boolean(), false),
};

/** `POST rooms/actions`: on the rooms that are named, on all that match, or on those that an earlier action has changed. */
export const bulkRequestSchema = z.union(
  [
    z.strictObject({
      ...target,
      codes: z.array(codeSchema).check(z.minLength(1), z.maxLength(ADMIN_LIMITS.selectedRooms)),
    }),
    z.strictObject({ ...target, job: z.int().check(z.positive()) }),
    z.strictObject({
      ...target,
      all: z.strictObject({ text: z._default(text, ''), deleted: z._default(z.boolean(), false) }),
    }),
  ],
  `Name an action and either "codes" (1 to ${ADMIN_LIMITS.selectedRooms}), "all", or the "job" whose rooms it is about.`,
);
export type BulkRequest = z.infer<typeof bulkRequestSchema>;

export const renameRoomSchema = z.strictObject({ name: nameSchema });
