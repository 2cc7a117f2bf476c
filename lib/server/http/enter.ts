import type { Enter } from '#lib/protocol/rest.ts';
import type { Visit } from '../access/access.ts';
import { cameSecurely, deviceCookie } from '../access/cookies.ts';
import { readDeviceHeader } from '../access/credentials.ts';
import type { Room } from '../room/room.ts';
import type { Runtime } from '../runtime/current.ts';

/** Lets a device into a room by a key or a PIN; returns the cookie that makes the browser that device, where it is new. */
export async function enter(
  { request, runtime }: { readonly request: Request; readonly runtime: Runtime },
  room: Room,
  shown: Enter,
): Promise<{ readonly visit: Visit; readonly cookie: string | null }> {
  const { headers } = request;
  const read = (name: string) => headers.get(name);
  const credentials = { ...runtime.credentialsOf(headers), ...shown };
  const bearer = { credentials, keepsSecret: readDeviceHeader(read) !== null };
  const { exchange } = runtime;
  const { visit, secret } =
    'key' in shown ? await exchange.byKey(room, bearer) : await exchange.byPin(room, bearer);
  const isSecure = cameSecurely(read, runtime.publicUrl);
  return { visit, cookie: secret === null ? null : deviceCookie(secret, isSecure) };
}
