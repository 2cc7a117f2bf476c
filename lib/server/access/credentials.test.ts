import { describe, expect, it } from 'vitest';
import { deviceCookie, readCookie, readDeviceCookie } from './cookies.ts';
import { credentialsOf, hasSecretInQuery } from './credentials.ts';
import { deviceNameOf } from './device-name.ts';
import { createSecret, deviceIdOf, hashSecret, isSecret } from './secret.ts';

describe('a secret', () => {
  it('[AC1] has 256 bits, and its device’s name tells nothing of it', () => {
    const secrets = Array.from({ length: 100 }, createSecret);
    expect(new Set(secrets).size).toBe(100);
    for (const secret of secrets) {
      expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
      expect(isSecret(secret)).toBe(true);
      expect(hashSecret(secret)).toHaveLength(32);
      expect(deviceIdOf(secret)).toMatch(/^[\w-]{22}$/);
      expect(secret).not.toContain(deviceIdOf(secret));
    }
  });

  it.each(['', 'x', 'x'.repeat(44), `${'x'.repeat(42)}\n`, `${'x'.repeat(42)} `, '😀'.repeat(22)])(
    '[AC2] is not %j',
    (text) => expect(isSecret(text)).toBe(false),
  );
});

const secret = 'd'.repeat(43);

describe('the device cookie', () => {
  it('[AC7] is out of reach of scripts, and over https bound to this host', () => {
    expect(deviceCookie(secret, false)).toBe(
      `scoreroom_device=${secret}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax`,
    );
    expect(deviceCookie(secret, true)).toBe(
      `__Host-scoreroom_device=${secret}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax; Secure`,
    );
  });

  it.each<[string, string, boolean, string | null]>([
    ['alone', `scoreroom_device=${secret}`, false, secret],
    ['among others', `a=b; scoreroom_device=${secret}; c=d`, false, secret],
    ['of https', `__Host-scoreroom_device=${secret}`, true, secret],
    ['of http, over https', `scoreroom_device=${secret}`, true, null],
    ['twice', `scoreroom_device=${secret}; scoreroom_device=${secret}`, false, null],
    ['too short', 'scoreroom_device=abc', false, null],
    ['too long', `scoreroom_device=${secret}x`, false, null],
    ['of another name', `my_scoreroom_device=${secret}`, false, null],
    ['in a giant header', `a=${'x'.repeat(9_000)}; scoreroom_device=${secret}`, false, null],
    ['of nothing', '', false, null],
  ])('[AC8] %s is read as it should', (_, header, isSecure, expected) => {
    expect(readDeviceCookie(header, isSecure)).toBe(expected);
  });

  it('[AC8] is looked for in a megabyte of nonsense in no time', () => {
    expect(readCookie(';=;'.repeat(400_000), 'scoreroom_device')).toBeNull();
  });
});

describe('credentials', () => {
  const of = (headers: Record<string, string>) =>
    credentialsOf((name) => headers[name], { publicUrl: null, address: '10.0.0.7' });

  it.each([
    [{ authorization: `Bearer ${secret}` }, secret],
    [{ authorization: `bearer ${secret}` }, secret],
    [{ authorization: 'Bearer ' }, ''],
    [{ authorization: 'Bearer' }, ''],
    [{ authorization: 'Bearer a b' }, 'a b'],
    [{ authorization: 'Basic abc' }, null],
    [{}, null],
  ])('%j shows the key %j', (headers, key) => {
    expect(of(headers as Record<string, string>).key).toBe(key);
  });

  it('take the secret of a program before the cookie of a browser', () => {
    const own = 'p'.repeat(43);
    const cookie = `scoreroom_device=${secret}`;
    expect(of({ cookie, 'scoreroom-device': own }).device).toBe(own);
    expect(of({ cookie, 'scoreroom-device': 'short' }).device).toBe(secret);
  });

  it('go by the names of https where the public address is such, or a proxy says so', () => {
    const cookie = `__Host-scoreroom_device=${secret}; __Host-scoreroom_admin=${secret}`;
    const options = { publicUrl: 'https://scores.example', address: '' };
    const seen = credentialsOf((name) => ({ cookie })[name as 'cookie'], options);
    expect([seen.device, seen.admin]).toEqual([secret, secret]);
    expect(of({ cookie, 'x-forwarded-proto': 'https' }).device).toBe(secret);
    expect(of({ cookie }).device).toBeNull();
  });

  it.each(['key=x', 'a=b&token=x', 'hostKey=', 'access_token=x', 'pin=1'])(
    '[AC6] in an address are seen: %s',
    (query) => expect(hasSecretInQuery(new URLSearchParams(query))).toBe(true),
  );
});

describe('a device', () => {
  it.each([
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
      'Safari on iPhone',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
      'Chrome on Windows',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0',
      'Firefox on macOS',
    ],
    ['curl/8.0', null],
    ['', null],
    [' ', null],
    ['Mozilla/5.0 ('.repeat(1_000), null],
    ['<script>alert(1)</script>/1.0', null],
    [null, null],
  ])('[AC9] of %j is called %j', (userAgent, name) => {
    expect(deviceNameOf(userAgent)).toBe(name);
  });
});
