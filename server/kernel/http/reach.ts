/** From where a request comes, and by which name: what is allowed to somebody at this machine must hold against both being forged. */
import { BlockList, isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** Whether a name or an address is this machine to itself. */
export function isLoopback(host: string): boolean {
  const name = bare(host);
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

const bare = (host: string): string => host.replace(/^\[|\]$/g, '').toLowerCase();

/** An address without the IPv6 clothes that a socket of both kinds puts on it. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

/** Proxies that are ours: what they say of their clients (X-Forwarded-For, -Host, -Proto) is believed. */
export class TrustedProxies {
  private readonly list = new BlockList();

  /** Addresses, or networks such as 10.0.0.0/8; throws for anything else. */
  constructor(addresses: readonly string[]) {
    for (const text of addresses) {
      const [address = '', bits] = text.split('/', 2);
      const kind = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (bits === undefined) this.list.addAddress(address, kind);
      else this.list.addSubnet(address, /^\d{1,3}$/.test(bits) ? Number(bits) : NaN, kind);
    }
  }

  trusts(address: string): boolean {
    const known = plain(address);
    return isIP(known) !== 0 && this.list.check(known, isIP(known) === 6 ? 'ipv6' : 'ipv4');
  }
}

const SIGNS = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-server',
  'x-real-ip',
  'x-client-ip',
  'x-original-host',
  'true-client-ip',
  'cf-connecting-ip',
];

/** What shows that a request was handed on by a proxy; null where nothing does. */
export function signOfProxy({ headers, raw }: Pick<FastifyRequest, 'headers' | 'raw'>): string | null {
  const header = SIGNS.find((name) => headers[name] !== undefined);
  // nginx says nothing of itself unless it is told to, but speaks HTTP/1.0, which no browser does.
  return header ?? (raw.httpVersionMajor === 1 && raw.httpVersionMinor === 0 ? 'HTTP/1.0' : null);
}

/** Whether somebody at this machine asks, as far as a request can show: by its own name, over its own wire, through nobody. */
export function isFromHere(request: Pick<FastifyRequest, 'headers' | 'raw' | 'hostname'>): boolean {
  const peer = plain(request.raw.socket.remoteAddress ?? '');
  return isLoopback(request.hostname) && isLoopback(peer) && signOfProxy(request) === null;
}

export interface Names {
  readonly host: string;
  readonly publicUrl: string | null;
  readonly allowedHosts: readonly string[];
}

/**
 * The names of this server. Any other may have been made by an attacker to stand for our address (DNS rebinding), whose pages
 * would then be ours. A bare address cannot be: a page that has it as its name is ours.
 */
export class OwnNames {
  private readonly names: ReadonlySet<string>;
  private readonly origin: string | null;

  constructor({ host, publicUrl, allowedHosts }: Names) {
    const own = publicUrl === null ? [] : [new URL(publicUrl).hostname];
    this.names = new Set([host, ...own, ...allowedHosts].map(bare));
    this.origin = publicUrl === null ? null : new URL(publicUrl).origin;
  }

  has(hostname: string): boolean {
    const name = bare(hostname);
    return isIP(name) !== 0 || isLoopback(name) || name.endsWith('.localhost') || this.names.has(name);
  }

  /** Whether a page of this origin is a page of this server, as the request calls it or as PUBLIC_URL does. */
  isOrigin(origin: string, { host }: Pick<FastifyRequest, 'host'>): boolean {
    return origin === this.origin || (URL.canParse(origin) && new URL(origin).host === host);
  }
}
