import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { DataSource } from 'typeorm';
import { baseOf as serverBase, refuseAccess } from '../../kernel/access/access.ts';
import { isAway } from '../../kernel/database/database-error.ts';
import { refuseAway } from '../../kernel/http/database-away.ts';
import { viewerOfRequest } from '../../kernel/access/viewer-of-request.ts';
import { visitOf } from '../../kernel/access/visits.ts';
import { ReadSession } from '../../kernel/database/read-session.ts';
import type { ExchangeLayer } from '../../kernel/exchange/layer.ts';
import { RequestContext } from '../../kernel/graph/context.ts';
import { badInput } from '../../kernel/graph/errors.ts';
import { exportedFields } from '../exports/export-statements.ts';
import { featureText } from '../writers/geojson-writer.ts';
import { readBbox } from './bbox.ts';
import { readDatetime } from './datetime.ts';
import {
  collection,
  collections,
  conformance,
  GEOJSON,
  json,
  landingPage,
  OPENAPI,
  readOverview,
  type Link,
  type Overview,
} from './documents.ts';
import { readFeature, readPage, type FeatureRow } from './features.ts';
import { DEFAULT_LIMIT, MAX_LIMIT, openApi } from './openapi.ts';

export interface OgcOptions {
  readonly dataSource: DataSource;
  readonly layers: readonly ExchangeLayer[];
}

type Query = Readonly<Record<string, unknown>>;

const ROOT = '/ogc/features';
const AS_OF = { name: 'asOf', dbf: 'as_of', type: 'date', title: { zh: '截至日期', en: 'As of' } } as const;

/** OGC API - Features - Part 1: Core (17-069r4), as GeoJSON, for QGIS, GDAL and whoever else speaks it. */
export function registerOgcFeatures(fastify: FastifyInstance, { dataSource, layers }: OgcOptions): void {
  const findLayer = (key: string): ExchangeLayer => {
    const layer = layers.find((each) => each.key === key);
    if (!layer)
      throw new Missing(`There is no collection "${key}". There are ${layers.map((each) => each.key).join(', ')}.`);
    return layer;
  };

  /** Reads within one snapshot. */
  async function reading<T>(
    request: FastifyRequest,
    read: (context: RequestContext, overview: Overview) => Promise<T>,
  ): Promise<T> {
    const viewer = await viewerOfRequest(request);
    const session = new ReadSession(dataSource, viewer, { pass: visitOf(request, viewer) });
    try {
      const context = new RequestContext(session);
      return await read(context, await readOverview(context));
    } finally {
      await session.close();
    }
  }

  fastify.register(async (scope) => {
    scope.setErrorHandler(async (error, request, reply) => {
      if (error instanceof Missing) return refuse(reply, 404, 'NotFound', error.message);
      if (error instanceof GraphQLError && error.extensions['argument'] === undefined)
        return refuseAccess(reply, error);
      if (error instanceof GraphQLError) return refuse(reply, 400, 'InvalidParameterValue', error.message);
      if (isAway(error)) return refuseAway(request, reply, error);
      request.log.error(error);
      return refuse(reply, 500, 'ServerError', 'Something went wrong on the server.');
    });

    for (const unknown of ['/ogc', '/ogc/*'])
      scope.get(unknown, (request, reply) =>
        refuse(reply, 404, 'NotFound', `There is nothing here. OGC API Features begins at ${baseOf(request)}.`),
      );

    for (const root of [ROOT, `${ROOT}/`]) {
      scope.get<{ Querystring: Query }>(root, async (request, reply) => {
        readQuery(request.query, []);
        return send(reply, landingPage(baseOf(request)));
      });
    }
    scope.get<{ Querystring: Query }>(`${ROOT}/conformance`, async (request, reply) => {
      readQuery(request.query, []);
      return send(reply, conformance());
    });
    scope.get<{ Querystring: Query }>(`${ROOT}/api`, async (request, reply) => {
      readQuery(request.query, []);
      // As bytes: of a text Fastify would spell the type in a way that GDAL does not know.
      return send(reply, Buffer.from(JSON.stringify(openApi(baseOf(request), layers))), OPENAPI);
    });
    scope.get<{ Querystring: Query }>(`${ROOT}/collections`, async (request, reply) => {
      readQuery(request.query, []);
      const overview = await reading(request, async (_context, known) => known);
      return send(reply, collections(baseOf(request), layers, overview));
    });
    scope.get<{ Params: { key: string }; Querystring: Query }>(`${ROOT}/collections/:key`, async (request, reply) => {
      const layer = findLayer(request.params.key);
      readQuery(request.query, []);
      const overview = await reading(request, async (_context, known) => known);
      return send(reply, collection(baseOf(request), layer, overview));
    });

    scope.get<{ Params: { key: string }; Querystring: Query }>(
      `${ROOT}/collections/:key/items`,
      async (request, reply) => {
        const layer = findLayer(request.params.key);
        const given = readQuery(request.query, ['limit', 'bbox', 'bbox-crs', 'datetime', 'cursor']);
        const limit = readLimit(given.get('limit'));
        const boxes = readBbox(given.get('bbox'), given.get('bbox-crs'));
        const after = readCursor(layer.key, given.get('cursor'));
        const page = await reading(request, (context) => {
          const days = readDatetime(given.get('datetime'), context.today);
          return readPage(context, { layer, days, boxes, after, limit });
        });
        const items = `${baseOf(request)}/collections/${layer.key}/items`;
        const last = page.hasMore ? page.rows.at(-1) : undefined;
        const links: Link[] = [
          { href: `${items}${queryText(given)}`, rel: 'self', type: GEOJSON },
          ...(last
            ? [{ href: `${items}${queryText(given, cursorOf(layer.key, last.code))}`, rel: 'next', type: GEOJSON }]
            : []),
          json(`${baseOf(request)}/collections/${layer.key}`, 'collection'),
        ];
        const head = {
          type: 'FeatureCollection',
          timeStamp: new Date().toISOString(),
          numberMatched: page.matched,
          numberReturned: page.rows.length,
          links,
        };
        const features = page.rows.map((row) => printFeature(layer, row)).join(',\n');
        return send(reply, `${JSON.stringify(head).slice(0, -1)},"features":[\n${features}\n]}`, GEOJSON);
      },
    );

    scope.get<{ Params: { key: string; code: string }; Querystring: Query }>(
      `${ROOT}/collections/:key/items/:code`,
      async (request, reply) => {
        const { key, code } = request.params;
        const layer = findLayer(key);
        readQuery(request.query, []);
        const row = await reading(request, (context) => readFeature(context, layer, code, context.today));
        if (!row) throw new Missing(`There is no feature "${code}" in ${key}.`);
        const self = `${baseOf(request)}/collections/${key}`;
        const links: Link[] = [
          { href: `${self}/items/${encodeURIComponent(code)}`, rel: 'self', type: GEOJSON },
          json(self, 'collection'),
        ];
        return send(reply, `${printFeature(layer, row).slice(0, -1)},"links":${JSON.stringify(links)}}`, GEOJSON);
      },
    );
  });
}

/** What an address names and is not there. */
class Missing extends Error {}

const baseOf = (request: FastifyRequest): string => `${serverBase(request)}${ROOT}`;

function printFeature(layer: ExchangeLayer, { attributes, day, geometry }: FeatureRow): string {
  return featureText([...exportedFields(layer, null), AS_OF], { attributes: { ...attributes, asOf: day }, geometry });
}

/** The parameters, none of which may be unknown: a misspelt filter would give more than was asked for. */
function readQuery(query: Query, known: readonly string[]): Map<string, string> {
  const given = new Map<string, string>();
  for (const [name, value] of Object.entries(query)) {
    if (name !== 'f' && !known.includes(name)) {
      throw badInput(name, `There is no parameter "${name}" here. There are ${[...known, 'f'].join(', ')}.`);
    }
    if (typeof value !== 'string') throw badInput(name, `"${name}" is given more than once.`);
    if (name === 'f' && value !== 'json') throw badInput('f', 'The only format is f=json.');
    given.set(name, value);
  }
  return given;
}

/** More than the most is no error: the answer then holds the most (17-069r4, requirement 22). */
function readLimit(given: string | undefined): number {
  if (given === undefined) return DEFAULT_LIMIT;
  if (!/^\d{1,9}$/.test(given) || Number(given) < 1) throw badInput('limit', `"limit" takes 1 to ${MAX_LIMIT}.`);
  return Math.min(Number(given), MAX_LIMIT);
}

/** A cursor carries its collection: those of others are refused. */
const cursorOf = (collection: string, code: string): string =>
  Buffer.from(`${collection}>${code}`).toString('base64url');

function readCursor(collection: string, given: string | undefined): string | null {
  if (given === undefined) return null;
  const text = Buffer.from(given, 'base64url').toString('utf8');
  const code = text.slice(collection.length + 1);
  if (cursorOf(collection, code) !== given || /\p{Cc}/u.test(code)) {
    throw badInput(
      'cursor',
      '"cursor" comes from the link "next" of the page before, and is none of one\'s own or of another collection.',
    );
  }
  return code;
}

function queryText(given: ReadonlyMap<string, string>, cursor?: string): string {
  const query = new URLSearchParams([...given].filter(([name]) => cursor === undefined || name !== 'cursor'));
  if (cursor !== undefined) query.set('cursor', cursor);
  return query.size === 0 ? '' : `?${query}`;
}

function send(reply: FastifyReply, body: unknown, type = 'application/json'): FastifyReply {
  return reply
    .header('cache-control', 'no-cache')
    .type(type)
    .send(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
}

function refuse(reply: FastifyReply, status: number, code: string, description: string): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').send({ code, description });
}
