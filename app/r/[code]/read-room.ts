import { cache } from 'react';
import { parseCode } from '#lib/protocol/code.ts';
import type { Snapshot } from '#lib/protocol/messages.ts';
import { runtime } from '#lib/server/runtime/current.ts';

/** The room with this code, in its one form; null if there is none. Read once per request. */
export const readRoom = cache((code: string): Promise<Snapshot | null> => {
  return parseCode(code) === code ? runtime().rooms.read(code) : Promise.resolve(null);
});
