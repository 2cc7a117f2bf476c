import { namedRoomsSchema, overviewQuerySchema } from '#lib/protocol/admin-requests.ts';
import { asAdmin, readSearch } from '#lib/server/http/as-admin.ts';
import { methodNotAllowed, preflight } from '#lib/server/http/route.ts';

export const GET = asAdmin(async ({ request, runtime }) => {
  const { overview } = runtime.admin;
  if (new URL(request.url).searchParams.has('codes')) {
    const { codes, deleted } = readSearch(request, namedRoomsSchema);
    return Response.json(await overview.rows(codes, deleted));
  }
  return Response.json(await overview.page(readSearch(request, overviewQuerySchema)));
});

const others = methodNotAllowed('GET, OPTIONS');

export { preflight as OPTIONS, others as POST, others as PUT, others as PATCH, others as DELETE };
