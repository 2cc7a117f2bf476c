import { renameRoomSchema } from '#lib/protocol/admin-requests.ts';
import { asAdmin } from '#lib/server/http/as-admin.ts';
import { readJson } from '#lib/server/http/read-body.ts';
import { methodNotAllowed, preflight } from '#lib/server/http/route.ts';

export const PATCH = asAdmin(async ({ request, param, runtime }) => {
  const { name } = await readJson(request, renameRoomSchema);
  await runtime.admin.rooms.rename(param('code'), name);
  return Response.json({ name });
});

const others = methodNotAllowed('PATCH, OPTIONS');

export { preflight as OPTIONS, others as GET, others as POST, others as PUT, others as DELETE };
