import { describe, expect, it } from 'vitest';
import { createAddressList, isNetwork, networkOf } from './network.ts';

describe('the network of an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
    ['', ''],
    ['nonsense', 'nonsense'],
  ])('of %s is %s', (address, network) => expect(networkOf(address)).toBe(network));
});

describe('a list of addresses', () => {
  const list = createAddressList(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32', '::1']);

  it.each(['10.1.2.3', '192.0.2.7', '2001:db8:ffff::1', '::1', '::ffff:10.0.0.1'])(
    'has %s',
    (address) => expect(list.has(address)).toBe(true),
  );

  it.each(['11.0.0.1', '192.0.2.8', '2001:db9::1', '::2', '', 'localhost'])(
    'has no %j',
    (address) => expect(list.has(address)).toBe(false),
  );

  it.each([
    ['10.0.0.0/8', true],
    ['10.0.0.1', true],
    ['::1/128', true],
    ['10.0.0.0/33', false],
    ['::/129', false],
    ['10.0.0.0/8/8', false],
    ['10.0.0.0/', false],
    ['fe80::1%eth0', false],
    ['proxy.local', false],
    ['', false],
  ])('takes %j as an entry: %s', (text, is) => expect(isNetwork(text)).toBe(is));
});
