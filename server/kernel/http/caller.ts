import { isIPv4, isIPv6 } from 'node:net';

/**
 * Whom a limit counts: an address, and of IPv6 the network (64 bits) behind which one subscriber has as many addresses as they
 * like. Behind a proxy that TRUSTED_PROXIES names, the address is that of the client.
 */
export function callerOf({ ip }: { readonly ip: string }): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  const [address = ''] = ip.split('%', 1);
  if (!isIPv6(address)) return ip;
  const [before = '', after] = address.toLowerCase().split('::');
  const groups = (text = ''): string[] => text.split(':').filter(Boolean);
  const [head, tail] = [groups(before), groups(after)];
  // An IPv4 ending stands for two groups.
  const width = (parts: string[]): number => parts.length + Number(parts.at(-1)?.includes('.') ?? false);
  const zeros = after === undefined ? 0 : 8 - width(head) - width(tail);
  const all = [...head, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...tail];
  return `${all.slice(0, 4).map(short).join(':')}::/64`;
}

const short = (group: string): string => group.replace(/^0+(?=.)/, '');
