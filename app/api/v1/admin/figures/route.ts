import { asAdmin } from '#lib/server/http/as-admin.ts';
import { methodNotAllowed, preflight } from '#lib/server/http/route.ts';

export const GET = asAdmin(async ({ runtime }) => Response.json(runtime.admin.figures()));

const others = methodNotAllowed('GET, OPTIONS');

export { preflight as OPTIONS, others as POST, others as PUT, others as PATCH, others as DELETE };
