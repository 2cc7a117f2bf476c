import { parseCode } from '#lib/protocol/code.ts';

/** Leads from a code, as people type it, to its board. */
export function GET(request: Request): Response {
  const typed = new URL(request.url).searchParams.get('code') ?? '';
  const code = parseCode(typed);
  const back = new URLSearchParams({ problem: 'code', code: typed.slice(0, 32) });
  const location = code === null ? `/?${back.toString()}` : `/r/${code}`;
  return new Response(null, { status: 303, headers: { location } });
}
