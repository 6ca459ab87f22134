import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockContains, parseAddress, parseCidr } from '../../../core/evaluation/cidr.ts';

const ADDRESS_LIKE = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.ipV4Extended(),
  fc.string({
    unit: fc.constantFrom(':', '::', '.', '0', '1', 'f', 'ffff', '255', '256', '1.2.3.4'),
    maxLength: 12,
  }),
);

function contains(block: string, address: string): boolean {
  const [parsedBlock, parsedAddress] = [parseCidr(block), parseAddress(address)];
  if (!parsedBlock || !parsedAddress) throw new Error(`${block} or ${address} is not read`);
  return blockContains(parsedBlock, parsedAddress);
}

describe('parseAddress', () => {
  it('reads exactly what the platform takes for an address', () => {
    fc.assert(
      fc.property(ADDRESS_LIKE, (text) => {
        expect(parseAddress(text)?.length, text).toBe({ 0: undefined, 4: 4, 6: 16 }[isIP(text)]);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads both ways of writing the same address to the same bytes', () => {
    expect(parseAddress('::ffff:1.2.3.4')).toEqual(parseAddress('0:0:0:0:0:FFFF:102:304'));
    expect(parseAddress('1::')).toEqual([0, 1, ...new Array<number>(14).fill(0)]);
    expect(parseAddress('1:2:3:4:5:6:1.2.3.4')).toEqual(parseAddress('1:2:3:4:5:6:102:304'));
  });

  it('lets two colons stand for one group at least', () => {
    expect(parseAddress('1:2:3:4:5:6:7::')).toHaveLength(16);
    expect(parseAddress('1:2:3:4:5:6:7::8')).toBeUndefined();
  });

  it('does not read zones, blocks and long texts', () => {
    for (const text of ['fe80::1%eth0', '10.0.0.0/8', '', '1'.repeat(100)])
      expect(parseAddress(text)).toBeUndefined();
  });
});

describe('parseCidr', () => {
  it('refuses prefixes that no address has', () => {
    for (const block of [
      '10.0.0.0/33',
      '::/129',
      '10.0.0.0/',
      '10.0.0.0/-1',
      '10.0.0.0/8/8',
      '10.0.0.0/ 8',
      '10.0.0.0/1e1',
      '/8',
      'a/8',
    ])
      expect(parseCidr(block), block).toBeUndefined();
  });

  it('takes an address for a block of one', () => {
    expect(contains('10.1.2.3', '10.1.2.3')).toBe(true);
    expect(contains('10.1.2.3', '10.1.2.2')).toBe(false);
    expect(contains('::1', '::1')).toBe(true);
  });
});

describe('blockContains', () => {
  it.each([
    { family: 'ipv4' as const, address: fc.ipV4(), bits: 32 },
    { family: 'ipv6' as const, address: fc.ipV6(), bits: 128 },
  ])('agrees with the platform about $family', ({ family, address, bits }) => {
    const near = fc
      .tuple(address, fc.nat(bits))
      .chain(([net, prefix]) =>
        fc.tuple(fc.constant(net), fc.constant(prefix), fc.oneof(address, fc.constant(net))),
      );
    fc.assert(
      fc.property(near, ([net, prefix, other]) => {
        const list = new BlockList();
        list.addSubnet(net, prefix, family);
        expect(contains(`${net}/${prefix}`, other)).toBe(list.check(other, family));
      }),
      { numRuns: 500 },
    );
  });

  it('puts no address of one family into a block of the other', () => {
    expect(contains('::/0', '10.0.0.1')).toBe(false);
    expect(contains('0.0.0.0/0', '::ffff:10.0.0.1')).toBe(false);
  });
});
