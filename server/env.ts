/**
 * The only reader of process.env. Every setting is described in .env.example; a file `.env` in the working folder is read
 * first, and what the environment already says wins over it.
 */
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';

export const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface Env {
  /** PORT: where the server listens. */
  port: number;
  /** HOST: which address it listens on; `0.0.0.0` opens it to other machines. */
  host: string;
  /** DATA_DIR: folder of the embedded database, used when there is no DATABASE_URL. */
  dataDir: string;
  /** DATABASE_URL: a PostgreSQL server with PostGIS, instead of the embedded database. */
  databaseUrl: string | null;
  /** MIGRATION_DATABASE_URL: the same as the owner of the tables, for migrating, granting and backups, where another serves. */
  migrationDatabaseUrl: string | null;
  /** MIGRATE: whether `npm start` brings the database to its schema (`auto`), or only looks whether it is there (`never`). */
  migrate: 'auto' | 'never';
  /** TEST_DATABASE_URL: the server the test suite runs on, instead of the embedded database. */
  testDatabaseUrl: string | null;
  /** TEST_SEED: what the random tests draw their cases from: the same cases every time, unless another number is given. */
  testSeed: number;
  /** TEST_RUNS: how many times as many random cases of whole histories are tried. */
  testRuns: number;
  /** DATABASE_POOL_SIZE: connections at most. */
  databasePoolSize: number;
  /** DATABASE_WAIT_SECONDS: how long to wait for a PostgreSQL server that does not answer. */
  databaseWaitSeconds: number;
  /** EMBEDDED_WAIT_SECONDS: how long a statement waits for another transaction of the embedded database. */
  embeddedWaitSeconds: number;
  /** LOG_LEVEL: what the web server writes to the terminal. */
  logLevel: LogLevel;
  /** CORS_ORIGINS: pages of which origins may read the graph; `*` or a list. Never with credentials. */
  corsOrigins: '*' | readonly string[];
  /** REQUEST_TIMEOUT_SECONDS: a request must have arrived within this time. */
  requestTimeoutSeconds: number;
  /** PUBLIC_URL: the address people use, where it is not the one the server hears; without a slash at the end. */
  publicUrl: string | null;
  /** ALLOWED_HOSTS: further names by which this server is called, beside HOST, PUBLIC_URL's, localhost and bare addresses. */
  allowedHosts: readonly string[];
  /** TRUSTED_PROXIES: addresses and networks of proxies whose X-Forwarded-… headers are believed. */
  trustedProxies: readonly string[];
  /** DEMO_POSTS: whether posts of the demo sign in by being chosen; null: where only this machine can ask, on the embedded database. */
  demoPosts: boolean | null;
  /** OIDC_ISSUER and its companions: the service where posts sign in; null for none. */
  oidc: OidcSettings | null;
  /** LIVE_CONNECTIONS: connections that follow changes, at most. */
  liveConnections: number;
  /** LIVE_CONNECTIONS_PER_ADDRESS: and from one address. */
  liveConnectionsPerAddress: number;
  /** REQUESTS_PER_MINUTE: requests of one address, whoever asks. */
  requestsPerMinute: number;
  /** BODY_LIMIT_KB, as bytes: the largest request body. */
  bodyLimitBytes: number;
}

/** How posts sign in at an OpenID Connect provider: see server/docs/access.md. */
export interface OidcSettings {
  /** OIDC_ISSUER */
  issuer: string;
  /** OIDC_CLIENT_ID */
  clientId: string;
  /** OIDC_CLIENT_SECRET; null for a client without one. */
  clientSecret: string | null;
  /** OIDC_SCOPE: what is asked of the provider. */
  scope: string;
  /** OIDC_POST_CLAIM: the claim that holds the code of the post. */
  postClaim: string;
  /** OIDC_AUDIENCE: whom bearer tokens must be meant for; null: none are taken. */
  audience: string | null;
}

export class EnvError extends Error {
  override name = 'EnvError';
}

type Source = Readonly<Record<string, string | undefined>>;

/** Reads and checks all settings; an EnvError names every wrong variable and says what to do. */
export function readEnv(source: Source = processEnvironment()): Env {
  const problems: string[] = [];
  const given = (name: string): string | null => source[name]?.trim() || null;

  const integer = (name: string, fallback: number, min: number, max: number): number => {
    const text = given(name);
    if (text === null) return fallback;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    problems.push(
      `${name} is "${text}": set it to a whole number from ${min} to ${max}, or leave it out for ${fallback}.`,
    );
    return fallback;
  };

  const postgresUrl = (name: string): string | null => {
    const text = given(name);
    if (text === null) return null;
    // Of several hosts (see kernel/database/server-address.ts) the last: URLs know one.
    const oneHost = text.replace(/^(\w+:\/\/(?:[^/?#]*@)?)[^@/?#]*,/, '$1');
    const url = URL.canParse(oneHost) ? new URL(oneHost) : null;
    if (url && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1) return text;
    // The value may hold a password, so it is not repeated.
    problems.push(
      `${name} is not the address of a PostgreSQL database: write it as postgres://user:password@host:5432/database, ` +
        `with special characters of the password percent-encoded${name === 'DATABASE_URL' ? ', or leave it out for the embedded database' : ''}.`,
    );
    return null;
  };

  const whetherToMigrate = (): Env['migrate'] => {
    const text = given('MIGRATE') ?? 'auto';
    if (text === 'auto' || text === 'never') return text;
    problems.push(`MIGRATE is "${text}": set it to auto or never.`);
    return 'auto';
  };

  const logLevel = (): LogLevel => {
    const text = given('LOG_LEVEL') ?? 'warn';
    const level = logLevels.find((known) => known === text);
    if (!level) problems.push(`LOG_LEVEL is "${text}": set it to one of ${logLevels.join(', ')}.`);
    return level ?? 'warn';
  };

  const corsOrigins = (): '*' | string[] => {
    const text = source['CORS_ORIGINS']?.trim() ?? '*';
    if (text === '*') return '*';
    const origins = text.split(/[\s,]+/).filter(Boolean);
    for (const origin of origins) {
      if (URL.canParse(origin) && new URL(origin).origin === origin) continue;
      problems.push(`CORS_ORIGINS holds "${origin}": write origins such as https://dashboard.example, or * for all.`);
    }
    return origins;
  };

  const list = (name: string, holds: (item: string) => boolean, rule: string): string[] => {
    const items = (given(name) ?? '').split(/[\s,]+/).filter(Boolean);
    for (const item of items) if (!holds(item)) problems.push(`${name} holds "${item}": ${rule}`);
    return items;
  };

  const onOrOff = (name: string): boolean | null => {
    const text = given(name);
    if (text !== null && text !== 'on' && text !== 'off')
      problems.push(`${name} is "${text}": set it to on or off, or leave it out.`);
    return text === null ? null : text === 'on';
  };

  const webAddress = (name: string): string | null => {
    const text = given(name);
    if (text === null) return null;
    const url = URL.canParse(text) ? new URL(text) : null;
    // What is sent in the clear can be read on the way; a provider on this machine is for trying things out.
    const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isThisMachine(url.hostname));
    if (safe && !url.search && !url.hash) return text.replace(/\/+$/, '');
    problems.push(`${name} is "${text}": write an https address such as https://sign-in.example.`);
    return null;
  };

  const oidc = (): OidcSettings | null => {
    const issuer = webAddress('OIDC_ISSUER');
    const clientId = given('OIDC_CLIENT_ID');
    if (issuer === null) return null;
    if (clientId === null)
      problems.push('OIDC_CLIENT_ID is missing: say as which client OIDC_ISSUER knows this server.');
    return {
      issuer: given('OIDC_ISSUER') ?? issuer,
      clientId: clientId ?? '',
      clientSecret: given('OIDC_CLIENT_SECRET'),
      scope: given('OIDC_SCOPE') ?? 'openid',
      postClaim: given('OIDC_POST_CLAIM') ?? 'atlas_post',
      audience: given('OIDC_AUDIENCE'),
    };
  };

  const env: Env = {
    port: integer('PORT', 4000, 0, 65535),
    host: given('HOST') ?? 'localhost',
    dataDir: resolve(given('DATA_DIR') ?? '.data'),
    databaseUrl: postgresUrl('DATABASE_URL'),
    migrationDatabaseUrl: postgresUrl('MIGRATION_DATABASE_URL'),
    migrate: whetherToMigrate(),
    testDatabaseUrl: postgresUrl('TEST_DATABASE_URL'),
    testSeed: integer('TEST_SEED', 1418, 0, 2 ** 31 - 1),
    testRuns: integer('TEST_RUNS', 1, 1, 10_000),
    databasePoolSize: integer('DATABASE_POOL_SIZE', 10, 1, 100),
    databaseWaitSeconds: integer('DATABASE_WAIT_SECONDS', 30, 0, 3600),
    embeddedWaitSeconds: integer('EMBEDDED_WAIT_SECONDS', 30, 1, 3600),
    logLevel: logLevel(),
    corsOrigins: corsOrigins(),
    requestTimeoutSeconds: integer('REQUEST_TIMEOUT_SECONDS', 30, 1, 3600),
    publicUrl: webAddress('PUBLIC_URL'),
    allowedHosts: list('ALLOWED_HOSTS', isHostName, 'write names such as atlas.lan, without port or scheme.'),
    trustedProxies: list('TRUSTED_PROXIES', isNetwork, 'write addresses, or networks such as 10.0.0.0/8.'),
    demoPosts: onOrOff('DEMO_POSTS'),
    oidc: oidc(),
    liveConnections: integer('LIVE_CONNECTIONS', 5000, 0, 100_000),
    liveConnectionsPerAddress: integer('LIVE_CONNECTIONS_PER_ADDRESS', 1000, 0, 100_000),
    requestsPerMinute: integer('REQUESTS_PER_MINUTE', 30_000, 60, 100_000_000),
    bodyLimitBytes: integer('BODY_LIMIT_KB', 512, 1, 65536) * 1024,
  };
  if (problems.length > 0) throw new EnvError(problems.join('\n'));
  return env;
}

/** The settings with the database as its owner: for what changes the schema, or takes all of it. */
export function asOwner(env: Env): Env {
  return { ...env, databaseUrl: env.migrationDatabaseUrl ?? env.databaseUrl };
}

const isHostName = (text: string): boolean => /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text);

function isNetwork(text: string): boolean {
  const [address = '', bits, more] = text.split('/');
  const kind = isIP(address);
  const width = kind === 6 ? 128 : 32;
  return kind !== 0 && more === undefined && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= width));
}

const isThisMachine = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host);

/** The environment for a child process: ours, with some variables set or, by null, taken away. */
export function childEnvironment(changes: Readonly<Record<string, string | null>>): Record<string, string> {
  const entries = Object.entries({ ...process.env, ...changes });
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** Whether a script of package.json runs us. */
export function isNpmScript(): boolean {
  return process.env['npm_lifecycle_event'] !== undefined;
}

function processEnvironment(): Source {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}
