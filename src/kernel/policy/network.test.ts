import { describe, expect, it } from 'vitest';
import { inNetwork } from './network.ts';

describe('networks', () => {
  it.each([
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.1.2.3', '10.0.0.0/8', false],
    ['192.168.1.255', '192.168.1.0/24', true],
    ['192.168.2.0', '192.168.1.0/24', false],
    ['192.168.1.7', '192.168.1.7', true],
    ['192.168.1.8', '192.168.1.7/32', false],
    ['203.0.113.9', '0.0.0.0/0', true],
    ['fd00::1', 'fd00::/8', true],
    ['fe80::1', 'fd00::/8', false],
    ['2001:db8:0:0:0:0:0:1', '2001:db8::/32', true],
    ['2001:db8::1', '2001:db8::1', true],
    ['::', '::/0', true],
  ])('%s in %s: %s', (address, cidr, expected) => {
    expect(inNetwork(address, cidr)).toBe(expected);
  });

  it('reads IPv4 addresses that arrive wrapped in IPv6 as what they are', () => {
    expect(inNetwork('::ffff:10.1.2.3', '10.0.0.0/8')).toBe(true);
    expect(inNetwork('::FFFF:10.1.2.3', '11.0.0.0/8')).toBe(false);
  });

  it('never finds an address of one family in a block of the other', () => {
    expect(inNetwork('10.1.2.3', '::/0')).toBe(false);
    expect(inNetwork('fd00::1', '0.0.0.0/0')).toBe(false);
  });

  it.each([
    ['', '10.0.0.0/8'],
    ['10.1.2', '10.0.0.0/8'],
    ['10.1.2.256', '10.0.0.0/8'],
    ['10.1.2.3', '10.0.0.0/33'],
    ['10.1.2.3', '10.0.0.0/-1'],
    ['10.1.2.3', '10.0.0.0/'],
    ['10.1.2.3', 'nonsense'],
    ['fd00::1::2', 'fd00::/8'],
    ['fd00:0:0:0:0:0:0:0:1', 'fd00::/8'],
    ['fd00::12345', 'fd00::/8'],
    ['fd00::1', 'fd00::/129'],
  ])('POL-11 "%s" in "%s" cannot be told', (address, cidr) => {
    expect(inNetwork(address, cidr)).toBeNull();
  });
});
