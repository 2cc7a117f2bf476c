import type { WireError } from '#lib/protocol/wire-error.ts';
import { err, ok, type Result } from '#lib/shared/result.ts';

/** Why a request failed, in words that can be shown as they are. */
export interface AdminProblem {
  /** `unreachable`: nothing is known of what the server did with it. */
  readonly kind: WireError['kind'] | 'unreachable';
  readonly text: string;
}

interface AdminRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** Asked for by the page and not by the person: it keeps no session alive. */
  readonly isBackground?: boolean;
}

/** Asks the server something as admin. `path` follows `/api/v1/admin/`. */
export async function callAdmin<T>(
  path: string,
  { method = 'GET', body, signal, isBackground = false }: AdminRequest = {},
): Promise<Result<T, AdminProblem>> {
  try {
    const response = await fetch(`/api/v1/admin/${path}`, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(isBackground ? { 'scoreroom-background': 'true' } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    const text = await response.text();
    if (response.ok) return ok((text === '' ? null : JSON.parse(text)) as T);
    return err(problemIn(text));
  } catch {
    return err({ kind: 'unreachable', text: 'The server cannot be reached. Try again.' });
  }
}

function problemIn(text: string): AdminProblem {
  try {
    const { kind, detail } = JSON.parse(text) as { kind: AdminProblem['kind']; detail: string };
    return { kind, text: detail };
  } catch {
    return { kind: 'internal', text: 'That did not work. Try again.' };
  }
}
