import { actAsHost } from '#lib/server/http/act-as-host.ts';
import { methodNotAllowed, preflight, route } from '#lib/server/http/route.ts';

export const POST = route((call) =>
  actAsHost(call, { type: 'reset' }, ({ generation, version }) =>
    Response.json({ generation, version }),
  ),
);

const others = methodNotAllowed('POST, OPTIONS');

export { preflight as OPTIONS, others as GET, others as PUT, others as PATCH, others as DELETE };
