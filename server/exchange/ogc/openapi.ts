import type { ExchangeLayer } from '../../kernel/exchange/layer.ts';
import { CRS84 } from './bbox.ts';
import { GEOJSON, TITLE } from './documents.ts';

export const DEFAULT_LIMIT = 100;
export const MAX_LIMIT = 1000;

const ref = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });
const content = (type: string, schema: string) => ({ [type]: { schema: ref('schemas', schema) } });
const json = (description: string, schema: string) => ({ description, content: content('application/json', schema) });
const refusals = { '400': ref('responses', 'BadRequest'), '500': ref('responses', 'ServerError') };
const f = ref('parameters', 'f');

function get(operationId: string, tag: string, summary: string, parameters: unknown[], ok: unknown, mayMiss = false) {
  const missing = mayMiss ? { '404': ref('responses', 'NotFound') } : {};
  return { get: { operationId, tags: [tag], summary, parameters, responses: { '200': ok, ...refusals, ...missing } } };
}

/** The definition of this interface in OpenAPI 3.0. */
export function openApi(base: string, layers: readonly ExchangeLayer[]): Record<string, unknown> {
  const collectionId = ref('parameters', 'collectionId');
  const features = (description: string, schema: string) => ({ description, content: content(GEOJSON, schema) });
  return {
    openapi: '3.0.3',
    info: { title: TITLE, version: '1.0.0', description: 'OGC API - Features - Part 1: Core' },
    servers: [{ url: base }],
    tags: [{ name: 'Capabilities' }, { name: 'Data' }],
    paths: {
      '/': get('getLandingPage', 'Capabilities', 'What is here', [f], json('The landing page.', 'landingPage')),
      '/api': get('getApi', 'Capabilities', 'This definition', [f], {
        description: 'OpenAPI 3.0.',
        content: { 'application/vnd.oai.openapi+json;version=3.0': { schema: { type: 'object' } } },
      }),
      '/conformance': get(
        'getConformance',
        'Capabilities',
        'What this interface conforms to',
        [f],
        json('Conformance classes.', 'conformance'),
      ),
      '/collections': get('getCollections', 'Capabilities', 'The layers', [f], json('The layers.', 'collections')),
      '/collections/{collectionId}': get(
        'getCollection',
        'Capabilities',
        'A layer',
        [collectionId, f],
        json('The layer.', 'collection'),
        true,
      ),
      '/collections/{collectionId}/items': get(
        'getFeatures',
        'Data',
        'Features of a layer, by code',
        [
          collectionId,
          ...['limit', 'bbox', 'bboxCrs', 'datetime', 'cursor', 'f'].map((name) => ref('parameters', name)),
        ],
        features('A page of features.', 'featureCollection'),
        true,
      ),
      '/collections/{collectionId}/items/{featureId}': get(
        'getFeature',
        'Data',
        'A feature by its code',
        [collectionId, ref('parameters', 'featureId'), f],
        features('The feature.', 'feature'),
        true,
      ),
    },
    components: { parameters: parameters(layers), schemas: SCHEMAS, responses: RESPONSES },
  };
}

function parameters(layers: readonly ExchangeLayer[]) {
  const inQuery = (name: string, description: string, schema: unknown, more: object = {}) => ({
    ...{ name, in: 'query', required: false, description, schema },
    ...more,
  });
  const inPath = (name: string, description: string, schema: unknown) => ({
    ...{ name, in: 'path', required: true, description, schema },
  });
  return {
    collectionId: inPath('collectionId', 'The layer.', { type: 'string', enum: layers.map(({ key }) => key) }),
    featureId: inPath('featureId', 'The code of the feature.', { type: 'string' }),
    f: inQuery('f', 'The format.', { type: 'string', enum: ['json'] }),
    limit: inQuery(
      'limit',
      'How many features at most.',
      { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT },
      { style: 'form', explode: false },
    ),
    bbox: inQuery(
      'bbox',
      'West, south, east, north in degrees; with six numbers, heights stand third and sixth and are not looked at.',
      {
        type: 'array',
        oneOf: [
          { minItems: 4, maxItems: 4 },
          { minItems: 6, maxItems: 6 },
        ],
        items: { type: 'number' },
      },
      { style: 'form', explode: false },
    ),
    bboxCrs: inQuery('bbox-crs', 'The coordinate system of bbox.', { type: 'string', enum: [CRS84], default: CRS84 }),
    datetime: inQuery(
      'datetime',
      'An instant or an interval (".." leaves an end open). A feature is in the answer if it existed at some time within it, as ' +
        'of its last day in it. Left out: the last day with figures.',
      { type: 'string' },
      { style: 'form', explode: false },
    ),
    cursor: inQuery('cursor', 'Where the page begins: from the link "next" of the page before.', { type: 'string' }),
  };
}

const links = { type: 'array', items: ref('schemas', 'link') };
const text = { type: 'string' };
const object = (required: string[], properties: object) => ({ type: 'object', required, properties });

const SCHEMAS = {
  link: object(['href', 'rel'], { href: text, rel: text, type: text, title: text }),
  landingPage: object(['links'], { title: text, description: text, links }),
  conformance: object(['conformsTo'], { conformsTo: { type: 'array', items: text } }),
  collections: object(['links', 'collections'], {
    links,
    collections: { type: 'array', items: ref('schemas', 'collection') },
  }),
  collection: object(['id', 'links'], {
    ...{ id: text, title: text, description: text, attribution: text, itemType: text },
    extent: { type: 'object' },
    crs: { type: 'array', items: text },
    links,
  }),
  featureCollection: object(['type', 'features'], {
    type: { type: 'string', enum: ['FeatureCollection'] },
    timeStamp: { type: 'string', format: 'date-time' },
    numberMatched: { type: 'integer', minimum: 0 },
    numberReturned: { type: 'integer', minimum: 0 },
    links,
    features: { type: 'array', items: ref('schemas', 'feature') },
  }),
  feature: object(['type', 'properties', 'geometry'], {
    type: { type: 'string', enum: ['Feature'] },
    id: text,
    properties: { type: 'object', nullable: true },
    geometry: { type: 'object', nullable: true },
    links,
  }),
  exception: object(['code'], { code: text, description: text }),
};

const RESPONSES = {
  BadRequest: json('A parameter is unknown or has a value it cannot have.', 'exception'),
  NotFound: json('There is no such layer or feature.', 'exception'),
  ServerError: json('Something went wrong on the server.', 'exception'),
};
