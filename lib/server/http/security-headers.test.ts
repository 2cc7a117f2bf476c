import { describe, expect, it } from 'vitest';
import { pagePolicy, securityHeaders } from './security-headers.ts';

describe('security headers', () => {
  it('ask for https only where the answer came by it', () => {
    expect(securityHeaders(false).has('strict-transport-security')).toBe(false);
    expect(securityHeaders(true).get('strict-transport-security')).toBe('max-age=31536000');
    expect(securityHeaders(true).get('cross-origin-opener-policy')).toBe('same-origin');
  });

  it('tell other sites no addresses, and keep the Origin of forms', () => {
    expect(securityHeaders(false).get('referrer-policy')).toBe('same-origin');
  });
});

describe("a page's policy", () => {
  it('runs no script without its nonce', () => {
    const policy = pagePolicy({ nonce: 'abc', host: 'localhost:3000' });
    expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic';");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(policy).toContain("frame-ancestors 'none'");
  });

  it('names the sockets of the host', () => {
    const policy = (host: string) => pagePolicy({ nonce: 'abc', host });
    expect(policy('[::1]:80')).toContain("connect-src 'self' ws://[::1]:80 wss://[::1]:80;");
  });

  it.each(["evil; script-src 'unsafe-inline'", 'a b', 'a,b', undefined])(
    'takes nothing over from a host of %j',
    (host) => {
      expect(pagePolicy({ nonce: 'abc', host })).toContain("connect-src 'self';");
    },
  );
});
