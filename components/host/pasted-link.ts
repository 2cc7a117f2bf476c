import { parseCode } from '#lib/protocol/code.ts';

/** Where a pasted secret link leads on this server; null where it is none. A bare key is one for this room. */
export function hostAddressOf(pasted: string, code: string): string | null {
  const text = pasted.trim();
  if (/^[A-Za-z0-9_-]{43}$/.test(text)) return `/r/${code}/host#key=${text}`;
  const [, of, key] = /\/r\/([^/#?]+)(?:\/host)?\/?#key=([A-Za-z0-9_-]{43})$/.exec(text) ?? [];
  const room = of === undefined ? null : parseCode(of);
  return room === null || key === undefined ? null : `/r/${room}/host#key=${key}`;
}
