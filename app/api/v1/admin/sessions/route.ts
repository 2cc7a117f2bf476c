import { asAdmin, signedOut } from '#lib/server/http/as-admin.ts';
import { methodNotAllowed, preflight } from '#lib/server/http/route.ts';

/** Signs out everywhere, here too. */
export const DELETE = asAdmin(async (call) => {
  await call.runtime.admin.door.signOutEverywhere(call.caller);
  return signedOut(call);
});

const others = methodNotAllowed('DELETE, OPTIONS');

export { preflight as OPTIONS, others as GET, others as POST, others as PUT, others as PATCH };
