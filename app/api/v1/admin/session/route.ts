import { signInSchema } from '#lib/protocol/admin-requests.ts';
import { callerOf, readSecretJson, signedIn, signedOut } from '#lib/server/http/as-admin.ts';
import { methodNotAllowed, preflight, route } from '#lib/server/http/route.ts';

export const POST = route(async (call) => {
  const { password } = await readSecretJson(call.request, signInSchema);
  return signedIn(call, await call.runtime.admin.door.signIn(password, callerOf(call)));
});

export const DELETE = route(async (call) => {
  await call.runtime.admin.door.signOut(callerOf(call));
  return signedOut(call);
});

const others = methodNotAllowed('POST, DELETE, OPTIONS');

export { preflight as OPTIONS, others as GET, others as PUT, others as PATCH };
