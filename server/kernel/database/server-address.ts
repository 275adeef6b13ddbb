import { DatabaseUnusable } from './database-error.ts';

/**
 * DATABASE_URL may name several servers of one database, as libpq has it: postgres://user@host1,host2:5433/atlas. `pg` knows
 * one host only, so here such an address becomes one address for each host.
 */

/** What a server must let us do to be the one: be the primary, or answer at all. */
export type WantedSession = 'read-write' | 'any';

export interface ServerAddress {
  /** One address for each host, in the order they were written; without `target_session_attrs`, which `pg` does not know. */
  readonly hosts: readonly [string, ...string[]];
  readonly wanted: WantedSession;
}

const PARTS = /^(postgres(?:ql)?:\/\/)((?:[^/?#]*@)?)([^@/?#]*)(\/[^?#]+)(?:\?([^#]*))?$/;
const WANTED: Readonly<Record<string, WantedSession>> = {
  any: 'any',
  'read-write': 'read-write',
  primary: 'read-write',
};

/**
 * Reads the address of a database; null where it is none. Where several hosts are named the one that can be written to is
 * wanted, unless `target_session_attrs=any` says otherwise: this server writes, and a standby refuses that.
 */
export function parseAddress(text: string): ServerAddress | null {
  const [, scheme = '', login = '', hostList = '', path = '', query = ''] = PARTS.exec(text) ?? [];
  const attribute = new URLSearchParams(query).get('target_session_attrs');
  const kept = query.split('&').filter((parameter) => parameter && !parameter.startsWith('target_session_attrs='));
  const names = hostList.split(',');
  if (names.length > 1 && names.includes('')) return null;
  const rest = kept.length > 0 ? `${path}?${kept.join('&')}` : path;
  const [first, ...others] = names.map((host) => `${scheme}${login}${host}${rest}`);
  if (first === undefined || ![first, ...others].every((url) => URL.canParse(url))) return null;
  const wanted = attribute === null ? (others.length > 0 ? 'read-write' : 'any') : WANTED[attribute];
  return wanted === undefined ? null : { hosts: [first, ...others], wanted };
}

/** As `parseAddress`, of a setting that has been read. */
export function addressOf(url: string): ServerAddress {
  const address = parseAddress(url);
  if (address) return address;
  // It may hold a password, so it is not repeated.
  throw new DatabaseUnusable(
    'The address of the database cannot be used. Write it as postgres://user:password@host:5432/database, several hosts with ' +
      'commas between them (host1:5432,host2:5432), and target_session_attrs, if at all, as read-write, primary or any: this server writes.',
  );
}

export interface AddressParts {
  readonly user: string;
  /** Host and port of every server; never the password. */
  readonly place: string;
  readonly database: string;
}

/** What may be said of an address. */
export function partsOf(url: string): AddressParts {
  const { hosts } = addressOf(url);
  const { username, pathname } = new URL(hosts[0]);
  const places = hosts.map((host) => new URL(host).host).filter(Boolean);
  return {
    user: decodeURIComponent(username),
    place: `PostgreSQL at ${places.join(', ') || 'the local socket'}`,
    database: decodeURIComponent(pathname.slice(1)),
  };
}
