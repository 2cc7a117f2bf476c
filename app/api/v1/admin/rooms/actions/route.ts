import { bulkRequestSchema } from '#lib/protocol/admin-requests.ts';
import { asAdmin } from '#lib/server/http/as-admin.ts';
import { readJson } from '#lib/server/http/read-body.ts';
import { methodNotAllowed, preflight } from '#lib/server/http/route.ts';

/** 200 where the work is done, 202 where it goes on; `rooms/actions/ID` tells how far it is. */
export const POST = asAdmin(async ({ request, runtime, caller }) => {
  const { jobs } = runtime.admin;
  const asked = await readJson(request, bulkRequestSchema);
  if (asked.preview) return Response.json(await jobs.preview(asked));
  const job = await jobs.start(asked, caller.address);
  if (job.isFinished) return Response.json(job);
  const headers = { location: `/api/v1/admin/rooms/actions/${job.id}` };
  return Response.json(job, { status: 202, headers });
});

const others = methodNotAllowed('POST, OPTIONS');

export { preflight as OPTIONS, others as GET, others as PUT, others as PATCH, others as DELETE };
