import { headers } from 'next/headers';
import { cache } from 'react';
import { parseCode } from '#lib/protocol/code.ts';
import { askerOf, pageSource, type VisitedRoom } from '#lib/server/renderer/page-source.ts';

/** The room with this code, in its one form, as this browser may see it. Asked once per request. */
export const visitRoom = cache(async (code: string): Promise<VisitedRoom> => {
  if (parseCode(code) !== code) return { kind: 'missing' };
  // Asked first: a page that needs its request is not made while the server is built.
  const asker = askerOf(await headers());
  return pageSource().room(code, asker);
});
