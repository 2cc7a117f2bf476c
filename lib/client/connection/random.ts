const TOKEN_BYTES = 16;

/**
 * 128 random bits in base64url: the identity of a client, or of a tab.
 * By `getRandomValues`, because `randomUUID` is missing where the page comes over plain http from a LAN address.
 */
export function randomToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(TOKEN_BYTES));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** A uniform draw in [0, 1). */
export function randomDraw(): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1));
  return word / 2 ** 32;
}
