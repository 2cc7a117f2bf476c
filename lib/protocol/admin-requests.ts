import * as v from 'valibot';
import { ADMIN_LIMITS, BULK_ACTIONS, FIRST_OVERVIEW, OVERVIEW_ORDERS } from './admin.ts';
import { codeSchema } from './code-schema.ts';
import { nameSchema } from './name-schema.ts';
import { noList } from './no-list.ts';
import { ordinalSchema } from './numbers.ts';

// What the admin's part of REST takes.

export const signInSchema = v.strictObject({ password: v.string() });

export const setPasswordSchema = v.strictObject({
  /** From the link that the server printed at its start. */
  token: v.string(),
  password: v.string(),
});

/** Where the backup goes; only the operator of the machine may say that. */
export const backupRequestSchema = noList(
  v.strictObject({
    file: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(4_096))),
  }),
);

const flag = v.pipe(
  v.picklist(['true', 'false']),
  v.transform((text) => text === 'true'),
);
const text = v.pipe(v.string(), v.maxLength(ADMIN_LIMITS.textLength));

/** `GET rooms?…`: every parameter may be left out. */
export const overviewQuerySchema = v.object({
  text: v.optional(v.pipe(text, v.trim()), FIRST_OVERVIEW.text),
  order: v.optional(v.picklist(OVERVIEW_ORDERS), FIRST_OVERVIEW.order),
  descending: v.optional(flag, `${FIRST_OVERVIEW.descending}`),
  deleted: v.optional(flag, `${FIRST_OVERVIEW.deleted}`),
  page: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[1-9]\d{0,5}$/, 'A page is a number from 1.'),
      v.transform(Number),
    ),
    `${FIRST_OVERVIEW.page}`,
  ),
});

/** `GET rooms?codes=A,B,…`: how these rooms are now, in this order. */
export const namedRoomsSchema = v.object({
  codes: v.pipe(
    v.string(),
    v.maxLength(ADMIN_LIMITS.pageRooms * 10),
    v.transform((codes) => codes.split(',')),
    v.array(codeSchema),
    v.maxLength(ADMIN_LIMITS.pageRooms),
  ),
  deleted: v.optional(flag, `${FIRST_OVERVIEW.deleted}`),
});

/** `GET audit?…` */
export const auditQuerySchema = v.object({
  code: v.optional(codeSchema),
  text: v.optional(text),
  before: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[1-9]\d{0,14}$/, 'Give the number of an entry.'),
      v.transform(Number),
    ),
  ),
});

const target = {
  action: v.picklist(BULK_ACTIONS),
  /** Only say what would be concerned, and change nothing. */
  preview: v.optional(v.boolean(), false),
};

/** `POST rooms/actions`: on the rooms that are named, on all that match, or on those that an earlier action has changed. */
export const bulkRequestSchema = v.union(
  [
    v.strictObject({
      ...target,
      codes: v.pipe(v.array(codeSchema), v.minLength(1), v.maxLength(ADMIN_LIMITS.selectedRooms)),
    }),
    v.strictObject({ ...target, job: ordinalSchema }),
    v.strictObject({
      ...target,
      all: noList(
        v.strictObject({ text: v.optional(text, ''), deleted: v.optional(v.boolean(), false) }),
      ),
    }),
  ],
  `Name an action and either "codes" (1 to ${ADMIN_LIMITS.selectedRooms}), "all", or the "job" whose rooms it is about.`,
);
export type BulkRequest = v.InferOutput<typeof bulkRequestSchema>;

export const renameRoomSchema = v.strictObject({ name: nameSchema });
