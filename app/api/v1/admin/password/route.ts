import { setPasswordSchema } from '#lib/protocol/admin-requests.ts';
import { callerOf, readSecretJson, signedIn } from '#lib/server/http/as-admin.ts';
import { methodNotAllowed, preflight, route } from '#lib/server/http/route.ts';

/** Sets the first password, by the link that the server printed at its start. */
export const POST = route(async (call) => {
  const { token, password } = await readSecretJson(call.request, setPasswordSchema);
  const { door } = call.runtime.admin;
  return signedIn(call, await door.setFirstPassword(token, password, callerOf(call)));
});

const others = methodNotAllowed('POST, OPTIONS');

export { preflight as OPTIONS, others as GET, others as PUT, others as PATCH, others as DELETE };
