import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { DataSource } from 'typeorm';
import { baseOf } from '../kernel/access/access.ts';
import { isAway } from '../kernel/database/database-error.ts';
import { refuseAway } from '../kernel/http/database-away.ts';
import { refuseAccess } from '../kernel/access/access.ts';
import { visitOf } from '../kernel/access/visits.ts';
import type { Pass } from '../kernel/database/read-session.ts';
import { acceptedEncodings } from './accept-encoding.ts';
import { DatabaseTileEncoder } from './database-tile-encoder.ts';
import { lastDayAhead, today } from '../kernel/graph/as-of.ts';
import { isCalendarDate } from '../kernel/graph/scalars.ts';
import { findSet, LAND, PREMISES, TILE_MAX_ZOOM, TILE_SETS, type TileSet } from './layers.ts';
import { NodeTileEncoder } from './node-tile-encoder.ts';
import { mapStyle } from './map-style.ts';
import { prepareTiles } from './prepare-tiles.ts';
import { PreparedQueries } from './prepared-queries.ts';
import { parseAddress, parseVersion, type TileAddress } from './tile-address.ts';
import { TileJsonService } from './tile-json.ts';
import { TileVersions } from './tile-versions.ts';
import type { Tile } from './tile.ts';
import { TileService } from './tiles.service.ts';

export interface TilesOptions {
  readonly dataSource: DataSource;
  readonly kind: 'embedded' | 'postgres';
  /** Bytes of tiles kept in memory. */
  readonly cacheBytes?: number;
}

interface Place {
  name: string;
  z: string;
  x: string;
  y: string;
}

const DEFAULT_CACHE_BYTES = 32 * 1024 * 1024;
const LASTING = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'public, no-cache';

/**
 * Mapbox vector tiles (version 2) of one layer, or of all in one: `/tiles/{name}/{z}/{x}/{y}.mvt` as they are now, and
 * `/tiles/{version}/{name}/{z}/{x}/{y}.mvt`, which may be kept for ever; `/tiles/{name}.json` tells the versions. A tile
 * holds the shapes of every date, each with the day numbers `from` and `to`, half-open; who draws filters. 204 when nothing
 * lies there. `/tiles/style.json` draws those of a date on any map that takes a style of MapLibre.
 */
export function registerTiles(fastify: FastifyInstance, { dataSource, kind, cacheBytes }: TilesOptions): void {
  const queries = new PreparedQueries(dataSource);
  const versions = new TileVersions(queries);
  const tileJson = new TileJsonService(queries, versions);
  const encoder = kind === 'postgres' ? new DatabaseTileEncoder(queries) : new NodeTileEncoder(queries);
  const service = new TileService(encoder, versions, { cacheBytes: cacheBytes ?? DEFAULT_CACHE_BYTES });

  fastify.register(async (scope) => {
    scope.setErrorHandler(async (error, request, reply) => {
      if (isAway(error)) return refuseAway(request, reply, error);
      if (error instanceof GraphQLError) return refuseAccess(reply, error);
      request.log.error(error);
      return refuse(reply, 500, 'INTERNAL_SERVER_ERROR', 'The tile could not be made.');
    });
    if (encoder instanceof NodeTileEncoder) {
      const closing = new AbortController();
      let preparing: Promise<unknown> = Promise.resolve();
      scope.addHook('onListen', async () => {
        preparing = prepareTiles({ service, queries, sets: [LAND, PREMISES], signal: closing.signal });
      });
      scope.addHook('onClose', async () => {
        closing.abort();
        await preparing;
        await encoder.close();
      });
    }

    scope.get<{ Params: Place }>('/tiles/:name/:z/:x/:y.mvt', async (request, reply) => {
      const asked = placeOf(request.params);
      if (typeof asked === 'string') return refuse(reply, 404, 'NOT_FOUND', asked);
      const { tile } = await service.getTile(asked.set, asked.at, { pass: passOf(request, asked.set) });
      return sendTile(request, reply, tile, ASK_AGAIN);
    });

    scope.get<{ Params: Place & { version: string } }>('/tiles/:version/:name/:z/:x/:y.mvt', (request, reply) => {
      const asked = placeOf(request.params);
      if (typeof asked === 'string') return refuse(reply, 404, 'NOT_FOUND', asked);
      const version = parseVersion(request.params.version);
      const kept = version === undefined ? undefined : service.keptTile(asked.set, asked.at, version);
      if (kept) return sendTile(request, reply, kept, LASTING);
      return service
        .getTile(asked.set, asked.at, { asked: version, pass: passOf(request, asked.set) })
        .then(({ tile, lasting }) => sendTile(request, reply, tile, lasting ? LASTING : ASK_AGAIN));
    });

    scope.get<{ Querystring: { asOf?: string } }>('/tiles/style.json', async (request, reply) => {
      const { asOf = today() } = request.query;
      const last = lastDayAhead(today());
      if (!isCalendarDate(asOf) || asOf > last)
        return refuse(reply, 400, 'BAD_USER_INPUT', `"asOf" takes a date such as 2025-12-31, up to ${last}.`);
      return reply.header('cache-control', ASK_AGAIN).send(mapStyle(baseOf(request), asOf));
    });

    scope.get<{ Params: { name: string } }>('/tiles/:name.json', async (request, reply) => {
      const set = findSet(request.params.name);
      if (!set) return refuse(reply, 404, 'NOT_FOUND', noSuchSet(request.params.name));
      const { body, hash } = await tileJson.get(set, baseOf(request));
      const tag = `"${hash}"`;
      reply.header('etag', tag).header('cache-control', ASK_AGAIN);
      if (matches(request.headers['if-none-match'], tag)) return reply.code(304).send();
      return reply.type('application/json').send(body);
    });

    scope.get('/tiles/*', (_request, reply) =>
      refuse(reply, 404, 'NOT_FOUND', `Tiles are at /tiles/{name}/{z}/{x}/{y}.mvt. ${SET_NAMES}`),
    );
  });
}

/** Tiles are the same for everyone, and several may wait for one. */
function passOf(request: FastifyRequest, set: TileSet): Pass | undefined {
  return visitOf(request, null)?.shared({ known: set, cost: 0 });
}

const SET_NAMES = `Names are ${TILE_SETS.map(({ name }) => name).join(', ')}.`;
const ADDRESS_RULE = `Zoom goes from 0 to ${TILE_MAX_ZOOM}; column and row from 0 to 2^zoom - 1.`;

const noSuchSet = (name: string): string => `There are no tiles "${name}". ${SET_NAMES}`;

/** What a place names, or what is wrong with it. */
function placeOf({ name, z, x, y }: Place): { set: TileSet; at: TileAddress } | string {
  const set = findSet(name);
  if (!set) return noSuchSet(name);
  const at = parseAddress(z, x, y);
  return at ? { set, at } : `There is no tile ${z}/${x}/${y}. ${ADDRESS_RULE}`;
}

function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').send({ code, message });
}

/** `no-cache` lets browsers keep a tile but makes them ask each time; unchanged, the answer is a 304 without a body. */
function sendTile(
  request: FastifyRequest,
  reply: FastifyReply,
  tile: Tile,
  caching: string,
): FastifyReply | Promise<FastifyReply> {
  const encoding = tile.encodingFor(acceptedEncodings(request.headers['accept-encoding']));
  // Each encoding is a representation of its own, and a strong tag names one.
  const tag = encoding ? `"${tile.hash}-${encoding}"` : `"${tile.hash}"`;
  // Where only some origins are let in, the answer varies by them, too.
  const vary = reply.hasHeader('vary') ? `${String(reply.getHeader('vary'))}, accept-encoding` : 'accept-encoding';
  reply.headers({ etag: tag, 'cache-control': caching, vary });
  if (matches(request.headers['if-none-match'], tag)) return reply.code(304).send();
  if (tile.body.length === 0) return reply.code(204).send();
  reply.type('application/vnd.mapbox-vector-tile');
  if (encoding) reply.header('content-encoding', encoding);
  const bytes = tile.bytes(encoding);
  return bytes instanceof Promise ? bytes.then((body) => reply.send(body)) : reply.send(bytes);
}

/** If-None-Match compares weakly: a proxy may have turned our tag into a weak one. */
function matches(header: string | undefined, tag: string): boolean {
  return (header ?? '').split(',').some((part) => {
    const given = part.trim().replace(/^W\//, '');
    return given === tag || given === '*';
  });
}
