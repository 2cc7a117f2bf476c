import { overviewQuerySchema } from '#lib/protocol/admin-requests.ts';
import { asAdmin, readSearch } from '#lib/server/http/as-admin.ts';
import { methodNotAllowed, preflight } from '#lib/server/http/route.ts';

export const GET = asAdmin(async ({ request, runtime }) =>
  Response.json(await runtime.admin.overview.page(readSearch(request, overviewQuerySchema))),
);

const others = methodNotAllowed('GET, OPTIONS');

export { preflight as OPTIONS, others as POST, others as PUT, others as PATCH, others as DELETE };
