import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressGuard } from '../../../src/mailbox/find-servers/address-guard.ts';

const guard = addressGuard();

describe('addressGuard', () => {
  it.each([
    ['127.0.0.1', /this machine itself/],
    ['127.8.9.10', /this machine/],
    ['10.0.0.7', /private/],
    ['172.16.3.4', /private/],
    ['192.168.1.1', /private/],
    ['169.254.169.254', /clouds keep secrets/],
    ['100.100.100.200', /RFC 6598/],
    ['168.63.129.16', /metadata service of Azure/],
    ['192.0.0.192', /not a public/],
    ['0.0.0.0', /no address at all/],
    ['255.255.255.255', /everybody/],
    ['224.0.0.251', /many machines/],
    ['240.0.0.1', /not a public/],
    ['198.18.0.1', /not a public/],
    ['::1', /this machine/],
    ['::', /no address/],
    ['fe80::1', /link-local/],
    ['fe80::1%eth0', /link-local/],
    ['fd00:ec2::254', /private/],
    ['fec0::1', /not a public/],
    ['::ffff:10.0.0.7', /private/],
    ['::ffff:7f00:1', /this machine/],
    ['::127.0.0.1', /this machine/],
    ['64:ff9b::a00:7', /not a public/],
    ['2002:7f00:1::', /not a public/],
    ['2001:0:1::1', /not a public/],
    ['imap.bakery.example', /no IP address/],
    ['', /no IP address/],
  ])('refuses %s', (address, words) => {
    expect(guard.refusal(address)).toMatch(words);
  });

  it.each(['8.8.8.8', '142.250.0.1', '2a00:1450:4001::6d'])('takes the public %s', (address) => {
    expect(guard.refusal(address)).toBeUndefined();
  });

  it('refuses every private address in whatever it is wrapped', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    const inner = fc.oneof(
      fc.tuple(fc.constant(10), octet, octet, octet),
      fc.tuple(fc.constant(127), octet, octet, octet),
      fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
      fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
    );
    const hex = (a: number, b: number) => ((a << 8) | b).toString(16);
    const wrapped = fc.tuple(inner, fc.integer({ min: 0, max: 6 })).map(([[a, b, c, d], how]) => {
      const [high, low] = [hex(a, b), hex(c, d)];
      const ways = [
        `${a}.${b}.${c}.${d}`,
        `::ffff:${a}.${b}.${c}.${d}`,
        `::ffff:${high}:${low}`,
        `0:0:0:0:0:ffff:${high}:${low}`,
        `64:ff9b::${high}:${low}`,
        `2002:${high}:${low}::1`,
        `${((a << 24) | (b << 16) | (c << 8) | d) >>> 0}`,
      ];
      return ways[how] ?? '';
    });
    const property = fc.property(wrapped, (address) => guard.refusal(address) !== undefined);
    expect(fc.check(property).counterexample).toBeNull();
  });

  it('takes what the operator allows, and nothing beside it', () => {
    const own = addressGuard(['10.1.0.0/16', '::1', 'fd12::/16']);
    expect(['10.1.2.3', '::ffff:10.1.2.3', '::1', 'fd12::7'].map((ip) => own.refusal(ip))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(['10.2.0.1', '127.0.0.1', 'fd13::1'].filter((ip) => own.refusal(ip) === undefined)).toEqual([]);
    expect(own.isAllowedByName('10.1.2.3')).toBe(true);
    expect(own.isAllowedByName('8.8.8.8')).toBe(false);
  });

  it.each(['10.1.0.0/33', 'office', '', '10.1/banana'])('refuses %j as a network, in words', (network) => {
    expect(() => addressGuard([network])).toThrow(/is not a network/);
  });
});
