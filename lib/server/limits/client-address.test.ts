import { describe, expect, it } from 'vitest';
import { createSenderOf } from './client-address.ts';

const senderOf = createSenderOf(['10.0.0.0/8', '::1']);
const ask = (remoteAddress: string, headers: Record<string, string> = {}) =>
  senderOf({ headers, socket: { remoteAddress } });

describe('the sender of a request', () => {
  it('is the other end of its socket, whatever its headers say', () => {
    const headers = {
      'x-forwarded-for': '198.51.100.1',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'evil.example',
    };
    const nobodySaysMore = { address: '192.0.2.7', protocol: null, host: null };
    expect(ask('192.0.2.7', headers)).toEqual(nobodySaysMore);
    expect(ask('::ffff:192.0.2.7', headers)).toEqual(nobodySaysMore);
  });

  it('is who a trusted proxy says', () => {
    const headers = {
      'x-forwarded-for': '198.51.100.1',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'scores.example.org',
    };
    expect(ask('10.0.0.1', headers)).toEqual({
      address: '198.51.100.1',
      protocol: 'https',
      host: 'scores.example.org',
    });
  });

  it.each([
    ['what stands before the last entry was written by the sender', '1.2.3.4, 198.51.100.1'],
    ['trusted proxies in a row are passed over', '1.2.3.4, 198.51.100.1, 10.0.0.2, ::1'],
    ['a port is left out', '198.51.100.1:4711'],
    ['nonsense before it is not reached', 'unknown, 198.51.100.1'],
  ])('%s', (_, chain) =>
    expect(ask('10.0.0.1', { 'x-forwarded-for': chain }).address).toBe('198.51.100.1'),
  );

  it('may have an address of IPv6', () => {
    const chain = { 'x-forwarded-for': '[2001:DB8::7]:4711' };
    expect(ask('10.0.0.1', chain).address).toBe('2001:db8::7');
  });

  it('is the proxy where it says nothing, or nothing that is an address', () => {
    expect(ask('10.0.0.1').address).toBe('10.0.0.1');
    expect(ask('10.0.0.1', { 'x-forwarded-for': 'unknown' }).address).toBe('10.0.0.1');
  });

  it('cannot say by which protocol it came where a proxy adds to what it says', () => {
    const headers = { 'x-forwarded-for': '198.51.100.1', 'x-forwarded-proto': 'https, http' };
    expect(ask('10.0.0.1', headers).protocol).toBe('http');
  });
});
