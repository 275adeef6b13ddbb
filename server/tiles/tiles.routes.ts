import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DataSource } from 'typeorm';
import { DatabaseTileEncoder } from './database-tile-encoder.ts';
import { findLayer, TILE_LAYERS, TILE_MAX_ZOOM } from './layers.ts';
import { NodeTileEncoder } from './node-tile-encoder.ts';
import { PreparedQueries } from './prepared-queries.ts';
import { parseAddress } from './tile-encoder.ts';
import { TileVersions } from './tile-version.ts';
import { TileService, type Tile } from './tiles.service.ts';

export interface TilesOptions {
  readonly dataSource: DataSource;
  readonly kind: 'embedded' | 'postgres';
  /** Bytes of tiles kept in memory. */
  readonly cacheBytes?: number;
}

const DEFAULT_CACHE_BYTES = 64 * 1024 * 1024;

/**
 * `GET /tiles/{layer}/{z}/{x}/{y}.mvt`: a Mapbox vector tile (version 2) of one layer. It holds the shapes of every date,
 * each with the day numbers `from` and `to`, half-open; who draws filters. 204 when nothing lies there.
 */
export function registerTiles(fastify: FastifyInstance, { dataSource, kind, cacheBytes }: TilesOptions): void {
  const queries = new PreparedQueries(dataSource);
  const encoder = kind === 'postgres' ? new DatabaseTileEncoder(queries) : new NodeTileEncoder(queries);
  const service = new TileService(encoder, new TileVersions(queries), {
    cacheBytes: cacheBytes ?? DEFAULT_CACHE_BYTES,
  });

  fastify.register(async (scope) => {
    scope.setErrorHandler(async (error, request, reply) => {
      request.log.error(error);
      return refuse(reply, 500, 'INTERNAL_SERVER_ERROR', 'The tile could not be made');
    });

    scope.get<{ Params: { layer: string; z: string; x: string; y: string } }>(
      '/tiles/:layer/:z/:x/:y.mvt',
      async (request, reply) => {
        const { layer: name, z, x, y } = request.params;
        const layer = findLayer(name);
        if (!layer) return refuse(reply, 404, 'NOT_FOUND', `There is no layer "${name}". ${LAYER_NAMES}`);
        const at = parseAddress(z, x, y);
        if (!at) return refuse(reply, 404, 'NOT_FOUND', `There is no tile ${z}/${x}/${y}. ${ADDRESS_RULE}`);
        return send(request, reply, await service.getTile(layer, at));
      },
    );

    scope.get('/tiles/*', async (_request, reply) =>
      refuse(reply, 404, 'NOT_FOUND', `Tiles are at /tiles/{layer}/{z}/{x}/{y}.mvt. ${LAYER_NAMES}`),
    );
  });
}

const LAYER_NAMES = `Layers are ${TILE_LAYERS.map((layer) => layer.name).join(', ')}.`;
const ADDRESS_RULE = `Zoom goes from 0 to ${TILE_MAX_ZOOM}; column and row from 0 to 2^zoom - 1.`;

async function refuse(reply: FastifyReply, status: number, code: string, message: string): Promise<FastifyReply> {
  return reply.code(status).header('cache-control', 'no-store').send({ code, message });
}

/** `no-cache` lets browsers keep a tile but makes them ask each time; unchanged, the answer is a 304 without a body. */
async function send(request: FastifyRequest, reply: FastifyReply, tile: Tile): Promise<FastifyReply> {
  const zipped = tile.body.length > 0 && acceptsGzip(request.headers['accept-encoding']);
  // Two encodings are two representations, and a strong tag names one.
  const tag = zipped ? `"${tile.hash}-gzip"` : `"${tile.hash}"`;
  reply.header('etag', tag).header('cache-control', 'public, no-cache').header('vary', 'accept-encoding');
  if (matches(request.headers['if-none-match'], tag)) return reply.code(304).send();
  if (tile.body.length === 0) return reply.code(204).send();
  reply.type('application/vnd.mapbox-vector-tile');
  if (zipped) reply.header('content-encoding', 'gzip');
  return reply.send(zipped ? await tile.gzipped() : tile.body);
}

function acceptsGzip(header: string | string[] | undefined): boolean {
  return String(header ?? '')
    .split(',')
    .some((part) => /^\s*(gzip|\*)\s*(;(?!\s*q=0(\.0*)?\s*$).*)?$/i.test(part));
}

/** If-None-Match compares weakly: a proxy may have turned our tag into a weak one. */
function matches(header: string | undefined, tag: string): boolean {
  return (header ?? '').split(',').some((part) => {
    const given = part.trim().replace(/^W\//, '');
    return given === tag || given === '*';
  });
}
