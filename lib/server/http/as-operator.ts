import { callerOf, type AdminRequest } from './as-admin.ts';
import { route } from './route.ts';

export interface OperatorRequest extends AdminRequest {
  /** Whether it is the operator of the machine, who may also say where files go. */
  readonly isOperator: boolean;
}

/** A route for the operator of the machine, by the secret of the run file, and for whoever is signed in as admin. */
export function asOperator(handle: (request: OperatorRequest) => Promise<Response>) {
  return route(async (call) => {
    const { runtime } = call;
    const { admin } = runtime;
    const caller = callerOf(call);
    const isOperator = admin.backups.isOperator(runtime.credentialsOf(call.request.headers).key);
    if (!isOperator) await admin.assertAdmin(caller.admin, { isAlive: true });
    return handle({ ...call, caller, isOperator });
  });
}
