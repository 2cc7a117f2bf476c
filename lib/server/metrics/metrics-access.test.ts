import { describe, expect, it } from 'vitest';
import { mayReadMetrics } from './metrics-access.ts';

const TOKEN = 'a-secret-of-the-scraper';
const direct = (peer: string) => ({
  peer,
  sender: peer,
  isForwarded: false,
  authorization: undefined,
});

describe('without a token', () => {
  it.each(['127.0.0.1', '::1', '::ffff:10.1.2.3', '172.31.0.9', '192.168.1.20', 'fd00::7'])(
    '%s may read the figures',
    (peer) => expect(mayReadMetrics(direct(peer), null)).toBe(true),
  );

  it.each(['198.51.100.1', '172.32.0.1', '100.64.0.1', '2001:db8::1', '', '::ffff:198.51.100.1'])(
    '"%s" may not',
    (peer) => expect(mayReadMetrics(direct(peer), null)).toBe(false),
  );

  it('a proxy passes on for private networks only', () => {
    const passedOn = { ...direct('10.0.0.1'), isForwarded: true };
    expect(mayReadMetrics({ ...passedOn, sender: '10.0.0.9' }, null)).toBe(true);
    expect(mayReadMetrics({ ...passedOn, sender: '198.51.100.1' }, null)).toBe(false);
  });

  it('a proxy of which nobody knows passes on for nobody', () => {
    expect(mayReadMetrics({ ...direct('127.0.0.1'), isForwarded: true }, null)).toBe(false);
    const mapped = { ...direct('::ffff:127.0.0.1'), sender: '127.0.0.1', isForwarded: true };
    expect(mayReadMetrics(mapped, null)).toBe(false);
  });

  it('whoever sends one is nobody else', () => {
    const asker = { ...direct('198.51.100.1'), authorization: `Bearer ${TOKEN}` };
    expect(mayReadMetrics(asker, null)).toBe(false);
  });
});

describe('with a token', () => {
  it('whoever has it may read, from wherever', () => {
    const asker = { ...direct('198.51.100.1'), isForwarded: true };
    expect(mayReadMetrics({ ...asker, authorization: `Bearer ${TOKEN}` }, TOKEN)).toBe(true);
    expect(mayReadMetrics({ ...asker, authorization: `bearer ${TOKEN}` }, TOKEN)).toBe(true);
  });

  it.each([undefined, '', 'Bearer', `Bearer ${TOKEN}x`, `Basic ${TOKEN}`, TOKEN])(
    '%s opens nothing, on this machine either',
    (authorization) =>
      expect(mayReadMetrics({ ...direct('127.0.0.1'), authorization }, TOKEN)).toBe(false),
  );
});
