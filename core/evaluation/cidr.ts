import { elementAt } from '../element-at.ts';

const IPV6_BYTES = 16;

/** An address block: the network's bytes (4 or 16) and how many leading bits count. */
export interface AddressBlock {
  readonly bytes: readonly number[];
  readonly prefixBits: number;
}

/** Reads `10.0.0.0/8` or `2001:db8::/32`; a bare address is a block of one. `undefined` when it is neither. */
export function parseCidr(text: string): AddressBlock | undefined {
  const slash = text.indexOf('/');
  const bytes = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (!bytes) return undefined;
  const addressBits = bytes.length * 8;
  if (slash < 0) return { bytes, prefixBits: addressBits };
  const bits = text.slice(slash + 1);
  const prefixBits = /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  return prefixBits <= addressBits ? { bytes, prefixBits } : undefined;
}

/** Bytes of an IPv4 (4) or IPv6 (16) address; `undefined` when it is neither. Zone ids are not accepted. */
export function parseAddress(text: string): readonly number[] | undefined {
  if (text.length > 45) return undefined;
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/** Whether an address lies in a block. Families do not mix: an IPv4 address is in no IPv6 block. */
export function blockContains(block: AddressBlock, address: readonly number[]): boolean {
  if (address.length !== block.bytes.length) return false;
  return block.bytes.every((byte, at) => {
    const counted = Math.min(8, Math.max(0, block.prefixBits - at * 8));
    const mask = (0xff << (8 - counted)) & 0xff;
    return ((elementAt(address, at) ^ byte) & mask) === 0;
  });
}

/** Leading zeros are refused: some readers take them for octal. */
function parseIpv4(text: string): readonly number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255))
    return undefined;
  return parts.map(Number);
}

function parseIpv6(text: string): readonly number[] | undefined {
  const gap = text.indexOf('::');
  if (gap < 0) {
    const whole = groups(text, true);
    return whole?.length === IPV6_BYTES ? whole : undefined;
  }
  const [head, tail] = [groups(text.slice(0, gap), false), groups(text.slice(gap + 2), true)];
  if (!head || !tail) return undefined;
  const zeros = IPV6_BYTES - head.length - tail.length;
  return zeros >= 2 ? [...head, ...new Array<number>(zeros).fill(0), ...tail] : undefined;
}

/** Bytes of `1:2:3`; the last group may be a dotted IPv4 address where `mayEndInIpv4`. */
function groups(text: string, mayEndInIpv4: boolean): readonly number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const parts = text.split(':');
  for (const [at, part] of parts.entries()) {
    const ipv4 = mayEndInIpv4 && at === parts.length - 1 && part.includes('.') ? parseIpv4(part) : undefined;
    if (ipv4) bytes.push(...ipv4);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part))
      bytes.push(Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 0xff);
    else return undefined;
  }
  return bytes;
}
