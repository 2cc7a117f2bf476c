import type { ErrorKind } from '#lib/protocol/wire-error.ts';
import { err, ok, type Result } from '#lib/shared/result.ts';

/** Why a request failed, in words that can be shown as they are. */
export interface RestProblem {
  /** `unreachable`: nothing is known of what the server did with it. */
  readonly kind: ErrorKind | 'unreachable';
  readonly text: string;
}

interface RestRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Asks the server something about one room. `path` follows `/api/v1/rooms/CODE`. What the browser holds shows who asks. */
export async function callRoom<T>(
  code: string,
  path: string,
  { method = 'GET', body, signal }: RestRequest = {},
): Promise<Result<T, RestProblem>> {
  try {
    const response = await fetch(`/api/v1/rooms/${code}${path}`, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    const text = await response.text();
    if (response.ok) return ok((text === '' ? null : JSON.parse(text)) as T);
    return err(problemIn(text));
  } catch {
    return err({
      kind: 'unreachable',
      text: 'The server cannot be reached. Nothing that you typed is lost: try again.',
    });
  }
}

function problemIn(text: string): RestProblem {
  const fallback = 'That did not work. Try again.';
  try {
    const { kind, detail, title } = JSON.parse(text) as Partial<
      Record<'kind' | 'detail' | 'title', string>
    >;
    return { kind: (kind ?? 'internal') as ErrorKind, text: detail ?? title ?? fallback };
  } catch {
    return { kind: 'internal', text: fallback };
  }
}
