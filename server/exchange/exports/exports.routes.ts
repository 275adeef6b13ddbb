import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { DataSource } from 'typeorm';
import { refuseAccess } from '../../kernel/access/access.ts';
import { AuditService } from '../../kernel/access/audit.service.ts';
import type { Viewer } from '../../kernel/access/viewer.ts';
import { viewerOfRequest } from '../../kernel/access/viewer-of-request.ts';
import type { ExchangeLayer } from '../../kernel/exchange/layer.ts';
import { notesObject } from '../writers/notes-text.ts';
import { ExportRefused, type TableWriter } from '../writers/table-file.ts';
import { writers } from '../writers/writers.ts';
import { readExportRequest, type ExportRequest, type Query } from './export-request.ts';
import { Export, type PreparedExport } from './export-service.ts';
import { attachment } from './file-name.ts';
import { Turns } from './turns.ts';

export interface ExportsOptions {
  readonly dataSource: DataSource;
  readonly layers: readonly ExchangeLayer[];
}

/** Exports that are made or fetched at a time. */
export const MAX_EXPORTS = 4;
const RETRY_AFTER_SECONDS = 10;
const NOTES = 'notes.json';

/**
 * Every layer as a file: `/exports/{layer}.{geojson|csv|xlsx|gpkg|shp.zip}`, with the filters that the list of the layer has in the
 * graph, and so as many rows as that list has entries; `/exports/{layer}.notes.json` tells what a file would say of itself.
 */
export function registerExports(fastify: FastifyInstance, { dataSource, layers }: ExportsOptions): void {
  const turns = new Turns(MAX_EXPORTS);

  fastify.register(async (scope) => {
    scope.setErrorHandler(async (error, request, reply) => {
      if (error instanceof ExportRefused) return refuse(reply, 400, 'NOT_WRITABLE', error.message);
      if (error instanceof GraphQLError) return refuseArgument(reply, error);
      request.log.error(error);
      return refuse(reply, 500, 'INTERNAL_SERVER_ERROR', 'The file could not be made.');
    });

    scope.get<{ Params: { file: string }; Querystring: Query }>(
      '/exports/:file',
      // The answer to HEAD would be a whole export that nobody gets.
      { exposeHeadRoute: false },
      async (request, reply) => {
        const [key = '', ...rest] = request.params.file.split('.');
        const layer = layers.find((each) => each.key === key);
        if (!layer) return refuse(reply, 404, 'NOT_FOUND', noSuchLayer(key, layers));
        const extension = rest.join('.');
        const writer = writers.find((each) => each.extension === extension);
        if (!writer && extension !== NOTES) return refuse(reply, 404, 'NOT_FOUND', noSuchFormat(extension));
        const asked = readExportRequest(layer, request.query);
        const viewer = await viewerOfRequest(request);
        const giveBack = turns.take();
        if (!giveBack) {
          reply.header('retry-after', RETRY_AFTER_SECONDS);
          return refuse(reply, 503, 'TOO_MANY_EXPORTS', `${MAX_EXPORTS} exports are under way. Ask again in a moment.`);
        }
        try {
          // What a post takes out may hold what others do not see.
          if (viewer)
            await AuditService.note({ manager: dataSource, viewer }, 'EXPORTED', layer.key, { url: request.url });
          if (!writer) return await sendNotes(reply, { dataSource, layer, asked, viewer }).finally(giveBack);
          const file = await makeFile(reply, request, { dataSource, layer, writer, asked, viewer });
          file.once('close', giveBack);
          // Whoever left while it was made gets nothing of it, and it is not kept for him.
          reply.raw.once('close', () => file.destroy());
          if (reply.raw.destroyed) file.destroy();
          return reply.send(file);
        } catch (error) {
          giveBack();
          throw error;
        }
      },
    );

    scope.get('/exports', async (_request, reply) =>
      refuse(reply, 404, 'NOT_FOUND', `Files are at /exports/{layer}.{format}. ${layerNames(layers)} ${FORMAT_NAMES}`),
    );
  });
}

interface FileQuestion {
  dataSource: DataSource;
  layer: ExchangeLayer;
  asked: ExportRequest;
  viewer: Viewer | null;
}

/** The file, and what is said ahead of it. */
async function makeFile(
  reply: FastifyReply,
  request: FastifyRequest,
  { dataSource, layer, writer, asked, viewer }: FileQuestion & { writer: TableWriter },
): Promise<Readable> {
  const shapes = hasShapes(layer, writer, asked) ? writer.shapes : null;
  const opened = await Export.open(dataSource, { layer, request: asked, shapes, viewer });
  const stream = await opened.write(writer);
  const notes = `/exports/${layer.key}.${NOTES}${request.url.slice(request.url.split('?', 1)[0]?.length)}`;
  reply.headers({
    'content-type': writer.contentType,
    'content-disposition': dispositionOf(opened.prepared, writer.extension),
    'cache-control': 'no-store',
    link: `<${notes}>; rel="describedby"; type="application/json"`,
  });
  return stream;
}

async function sendNotes(
  reply: FastifyReply,
  { dataSource, layer, asked, viewer }: FileQuestion,
): Promise<FastifyReply> {
  const shapes = layer.geometry !== null && asked.geometry !== false ? 'GEOJSON' : null;
  const { session, prepared } = await Export.open(dataSource, { layer, request: asked, shapes, viewer });
  await session.close();
  return reply.header('cache-control', 'no-store').send(notesObject(prepared.file));
}

/** Outlines in the cells of a workbook are for those who ask for them; points are two columns that people read. */
function hasShapes({ geometry }: ExchangeLayer, { extension }: TableWriter, asked: ExportRequest): boolean {
  if (geometry === null) return false;
  return asked.geometry ?? (extension !== 'xlsx' || geometry === 'Point');
}

function dispositionOf({ file, within }: PreparedExport, extension: string): string {
  const { name, title, geometry, crs, notes } = file;
  const system = geometry === null || crs.epsg === 4490 ? [] : [crs.name.replace(':', '')];
  return attachment(
    `${[title.zh, ...(within ? [within.name] : []), notes.asOf, ...system].join('_')}.${extension}`,
    `${[name, ...(within ? [within.code] : []), notes.asOf, ...system].join('-')}.${extension}`,
  );
}

const layerNames = (layers: readonly ExchangeLayer[]): string =>
  `Layers are ${layers.map(({ key }) => key).join(', ')}.`;
const FORMAT_NAMES = `Formats are ${writers.map(({ extension }) => extension).join(', ')}.`;
const noSuchLayer = (key: string, layers: readonly ExchangeLayer[]): string =>
  `There is no layer "${key}". ${layerNames(layers)}`;
const noSuchFormat = (extension: string): string => `There is no format "${extension}". ${FORMAT_NAMES}`;

function refuseArgument(reply: FastifyReply, error: GraphQLError): FastifyReply {
  const { message, extensions } = error;
  const { code, argument } = extensions;
  if (argument === undefined) return refuseAccess(reply, error);
  return reply.code(400).header('cache-control', 'no-store').send({ code, argument, message });
}

function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').send({ code, message });
}
