import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { DataSource } from 'typeorm';
import { refuseAccess } from '../../kernel/access/access.ts';
import { AuditService } from '../../kernel/access/audit.service.ts';
import type { Viewer } from '../../kernel/access/viewer.ts';
import { viewerOfRequest } from '../../kernel/access/viewer-of-request.ts';
import { isAway } from '../../kernel/database/database-error.ts';
import { visitOf } from '../../kernel/access/visits.ts';
import type { ExchangeLayer, Wording } from '../../kernel/exchange/layer.ts';
import { chineseOf } from '../../kernel/graph/errors-in-chinese.ts';
import { callerOf } from '../../kernel/http/caller.ts';
import { refuseAway } from '../../kernel/http/database-away.ts';
import { Line } from '../../kernel/http/line.ts';
import { Places } from '../../kernel/http/places.ts';
import { whenDone } from '../../kernel/http/when-done.ts';
import { tell, type Told } from '../../kernel/words/sentence.ts';
import { makeTemplate, refuseParameters, TEMPLATE } from '../templates/make-template.ts';
import { listed } from '../words/lists.ts';
import { EXPORT_SENTENCES as SAY } from '../words/of-exports.ts';
import { csvWriter, spreadsheetCsvWriter } from '../writers/csv-writer.ts';
import { notesObject } from '../writers/notes-text.ts';
import { ExportRefused, type TableWriter } from '../writers/table-file.ts';
import { writers } from '../writers/writers.ts';
import { NOTES, readExportRequest, type ExportRequest, type Query } from './export-request.ts';
import { Export, type PreparedExport } from './export-service.ts';
import { attachment, filterParts } from './file-name.ts';
import { isKnown } from './known.ts';

export interface ExportsOptions {
  readonly dataSource: DataSource;
  readonly layers: readonly ExchangeLayer[];
}

/** Exports that are read from the database at a time; the next wait in line. */
const MADE_AT_ONCE = { total: 4, perCaller: 2 };
/** Exports that are waited for, made or fetched at a time: who fetches slowly takes the turn of nobody else. */
export const UNDER_WAY = { total: 24, perCaller: 6 };
const RETRY_AFTER_SECONDS = 10;

/**
 * Every layer as a file: `/exports/{layer}.{geojson|csv|xlsx|gpkg|shp.zip}`, with the filters that the list of the layer has in the
 * graph, and so as many rows as that list has entries; `/exports/{layer}.notes.json` tells what a file would say of itself, and
 * `/exports/{layer}.template.xlsx` is a file to be filled in.
 */
export function registerExports(fastify: FastifyInstance, { dataSource, layers }: ExportsOptions): void {
  const underWay = new Places(UNDER_WAY);
  const turns = new Line(MADE_AT_ONCE);

  fastify.register(async (scope) => {
    scope.setErrorHandler(async (error, request, reply) => {
      if (error instanceof ExportRefused) return refuse(reply, 400, 'NOT_WRITABLE', error.told);
      if (error instanceof GraphQLError) return refuseArgument(reply, error);
      if (isAway(error)) return refuseAway(request, reply, error);
      request.log.error(error);
      return refuse(reply, 500, 'INTERNAL_SERVER_ERROR', tell(SAY.FAILED));
    });

    scope.route<{ Params: { file: string }; Querystring: Query }>({
      url: '/exports/:file',
      method: ['GET', 'HEAD'],
      exposeHeadRoute: false,
      async handler(request, reply) {
        const [key = '', ...rest] = request.params.file.split('.');
        const layer = layers.find((each) => each.key === key);
        if (!layer) return refuse(reply, 404, 'NOT_FOUND', tell(SAY.NO_LAYER, { key, layers: namesOf(layers) }));
        const extension = rest.join('.');
        const writer = writers.find((each) => each.extension === extension);
        if (!writer && ![NOTES, TEMPLATE].includes(extension))
          return refuse(reply, 404, 'NOT_FOUND', tell(SAY.NO_FORMAT, { extension, formats: FORMATS }));
        const asked = extension === TEMPLATE ? null : readExportRequest(layer, request.query, extension);
        if (!asked) refuseParameters(request.query);
        const viewer = await viewerOfRequest(request);
        const caller = callerOf(request);
        const full = underWay.full(caller);
        if (full !== null) {
          reply.header('retry-after', RETRY_AFTER_SECONDS);
          return refuse(reply, full === 'ALL' ? 503 : 429, 'TOO_MANY_EXPORTS', TOO_MANY[full]);
        }
        whenDone(request, reply, underWay.take(caller));
        const giveBack = await turns.take(caller, (leave) => whenDone(request, reply, leave));
        if (!giveBack) return reply.send();
        try {
          // What a post takes out may hold what others do not see.
          if (asked && viewer && request.method === 'GET')
            await AuditService.note({ manager: dataSource, viewer }, 'EXPORTED', layer.key, { url: request.url });
          const question = { dataSource, layer, viewer };
          const file = asked
            ? await makeFile(reply, request, { ...question, writer: manner(writer, asked), asked }, giveBack)
            : await makeTemplate(reply, request, question);
          // Whoever left while it was made gets nothing of it, and it is not kept for him.
          if (file instanceof Readable) whenDone(request, reply, () => file.destroy());
          if (!asked || !(file instanceof Readable)) giveBack();
          return reply.send(file);
        } catch (error) {
          giveBack();
          throw error;
        }
      },
    });

    scope.get('/exports', async (_request, reply) =>
      refuse(
        reply,
        404,
        'NOT_FOUND',
        tell(SAY.ADDRESSES, { address: '/exports/{layer}.{format}', layers: namesOf(layers), formats: FORMATS }),
      ),
    );
  });
}

const TOO_MANY = {
  ALL: tell(SAY.TOO_MANY, { count: UNDER_WAY.total }),
  CALLER: tell(SAY.TOO_MANY_OF_CALLER, { count: UNDER_WAY.perCaller }),
};

interface FileQuestion {
  dataSource: DataSource;
  layer: ExchangeLayer;
  asked: ExportRequest;
  viewer: Viewer | null;
}

/** What is said ahead of an answer, and the answer: a file, its notes, or nothing where it is known or not wanted. */
async function makeFile(
  reply: FastifyReply,
  request: FastifyRequest,
  { dataSource, layer, writer, asked, viewer }: FileQuestion & { writer: TableWriter | undefined },
  onRead: () => void,
): Promise<Readable | Record<string, unknown> | undefined> {
  const withShapes = hasShapes(layer, writer, asked);
  const shapes = withShapes ? (writer?.shapes ?? 'GEOJSON') : null;
  const pass = visitOf(request, viewer);
  // A whole layer, whatever is asked of it.
  pass?.describe({ known: layer, cost: Infinity });
  const opened = await Export.open(dataSource, { layer, request: asked, shapes, viewer, pass });
  const { file } = opened.prepared;
  let written = false;
  try {
    const tag = await opened.entityTag(`${writer?.extension ?? NOTES} ${asked.cells}`);
    // Whoever keeps an answer asks whether it still holds; what is not for everybody is kept nowhere on the way.
    reply.headers({ etag: tag, 'cache-control': viewer ? 'no-store' : 'no-cache' });
    if (isKnown(request.headers['if-none-match'], tag)) return void reply.code(304);
    if (!writer)
      return request.method === 'HEAD' ? void reply.type('application/json; charset=utf-8') : notesObject(file);
    const notes = `/exports/${layer.key}.${NOTES}${request.url.slice(request.url.split('?', 1)[0]?.length)}`;
    reply.headers({
      'content-type': writer.contentType,
      'content-disposition': dispositionOf(opened.prepared, writer.extension),
      link: `<${notes}>; rel="describedby"; type="application/json"`,
    });
    if (request.method === 'HEAD') return undefined;
    written = true;
    return await opened.write(writer, onRead);
  } finally {
    if (!written) await opened.session.close();
  }
}

/** CSV is written for programs, or for whoever opens it in a spreadsheet. */
const manner = (writer: TableWriter | undefined, { cells }: ExportRequest): TableWriter | undefined =>
  writer === csvWriter && cells === 'spreadsheet' ? spreadsheetCsvWriter : writer;

/** Outlines in the cells of a workbook are for those who ask for them; points are two columns that people read. */
function hasShapes({ geometry }: ExchangeLayer, writer: TableWriter | undefined, asked: ExportRequest): boolean {
  if (geometry === null) return false;
  return asked.geometry ?? (writer?.extension !== 'xlsx' || geometry === 'Point');
}

function dispositionOf({ file, within }: PreparedExport, extension: string): string {
  const { name, title, geometry, crs, notes } = file;
  const system = geometry === null || crs.epsg === 4490 ? [] : [crs.name.replace(':', '')];
  const { within: _place, ...filters } = notes.filters;
  const given = Object.entries(filters);
  const words = filterParts(
    given.map(([filter, value]) => notes.filterWords[filter] ?? `${filter}：${value}`),
    (count) => `等${count}项筛选`,
  );
  const codes = filterParts(
    given.map(([filter, value]) => `${filter}-${value}`),
    (count) => `${count}-more-filters`,
  );
  return attachment(
    `${[title.zh, ...(within ? [within.name] : []), ...words, notes.asOf, ...system].join('_')}.${extension}`,
    `${[name, ...(within ? [within.code] : []), ...codes, notes.asOf, ...system].join('-')}.${extension}`,
  );
}

const namesOf = (layers: readonly ExchangeLayer[]): Wording => listed(layers.map(({ key }) => key));
const FORMATS = listed(writers.map(({ extension }) => extension));

function refuseArgument(reply: FastifyReply, error: GraphQLError): FastifyReply {
  const { message, extensions } = error;
  const { code, argument } = extensions;
  if (argument === undefined) return refuseAccess(reply, error);
  const messageZh = chineseOf(extensions);
  return reply.code(400).header('cache-control', 'no-store').send({ code, argument, message, messageZh });
}

function refuse(reply: FastifyReply, status: number, code: string, { message, messageZh }: Told): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').send({ code, message, messageZh });
}
