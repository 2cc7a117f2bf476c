import { hostKeyOf } from '#lib/server/http/host-cookie.ts';
import { methodNotAllowed, preflight, route } from '#lib/server/http/route.ts';

export const POST = route(async ({ request, param, runtime }) => {
  const hostKey = hostKeyOf(request.headers);
  const operation = { type: 'reset' } as const;
  const { generation, version } = await runtime.rooms.changeAsHost(
    param('code'),
    hostKey,
    operation,
  );
  return Response.json({ generation, version });
});

const others = methodNotAllowed('POST, OPTIONS');

export { preflight as OPTIONS, others as GET, others as PUT, others as PATCH, others as DELETE };
