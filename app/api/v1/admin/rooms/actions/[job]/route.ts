import { ScoreroomError } from '#lib/protocol/errors.ts';
import { asAdmin } from '#lib/server/http/as-admin.ts';
import { methodNotAllowed, preflight } from '#lib/server/http/route.ts';

export const GET = asAdmin(async ({ param, runtime }) => {
  const job = runtime.admin.jobs.find(Number(param('job')));
  if (job === null) throw new ScoreroomError('not_found');
  return Response.json(job);
});

const others = methodNotAllowed('GET, OPTIONS');

export { preflight as OPTIONS, others as POST, others as PUT, others as PATCH, others as DELETE };
