import { backupRequestSchema } from '#lib/protocol/admin-requests.ts';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import { asOperator } from '#lib/server/http/as-operator.ts';
import { readJson } from '#lib/server/http/read-body.ts';
import { methodNotAllowed, preflight } from '#lib/server/http/route.ts';

/** Answers when the backup is there, which takes some seconds for each gigabyte. */
export const POST = asOperator(async ({ request, runtime, caller, isOperator }) => {
  const { file = null } = await readJson(request, backupRequestSchema);
  if (file !== null && !isOperator) {
    const message =
      'Where a backup goes is for the operator of the machine to say: npm run backup.';
    throw new ScoreroomError('not_allowed', { message });
  }
  const backup = await runtime.admin.backups.make(file, isOperator ? null : caller.address);
  return Response.json(backup, { status: 201 });
});

const others = methodNotAllowed('POST, OPTIONS');

export { preflight as OPTIONS, others as GET, others as PUT, others as PATCH, others as DELETE };
