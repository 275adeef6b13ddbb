import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { DataSource } from 'typeorm';
import { isAway } from '../../kernel/database/database-error.ts';
import { refuseAway } from '../../kernel/http/database-away.ts';
import { refuseAccess, type Access } from '../../kernel/access/access.ts';
import { AuditService, type AuditAction } from '../../kernel/access/audit.service.ts';
import { checkOwnName, isOwnPage } from '../../kernel/access/same-origin.ts';
import { viewerOfRequest } from '../../kernel/access/viewer-of-request.ts';
import { ImportRefused, ImportService, type ImportRun } from '../import.service.ts';
import { isFromHere } from '../../kernel/http/reach.ts';
import { FileUnreadable } from '../formats/source-file.ts';
import { registerPlaceLists } from '../matching/lists.routes.ts';
import { describedLayers } from './described-layers.ts';
import { refusal } from '../words/refusals.ts';
import { checkMayImport, checkOwnImport, ownImport } from './import-rights.ts';
import { FileRefused } from './file-refused.ts';
import { afterOf, readImportRequest, RequestWrong, type Query } from './import-request.ts';
import { MAX_UPLOAD_BYTES, refuse, TooLarge, Uploads } from './uploads.ts';

export interface ImportsOptions {
  readonly dataSource: DataSource;
  readonly access: Pick<Access, 'names'>;
  /** Whether files may come in from nobody in particular: only where nobody but this machine can ask. Planners may always. */
  readonly enabled: boolean;
}

interface Named {
  Params: { key: string };
  Querystring: Query;
}

/**
 * Files that come in, for the client: `POST /imports` with the bytes of a file makes a preview and writes nothing;
 * `POST /imports/{key}/confirm` writes it, `…/undo` takes it back, `DELETE /imports/{key}` throws a preview away.
 */
export function registerImports(fastify: FastifyInstance, { dataSource, access, enabled }: ImportsOptions): void {
  const uploads = new Uploads(() => fastify.stopping);

  fastify.register(async (scope) => {
    scope.addContentTypeParser('application/octet-stream', { bodyLimit: MAX_UPLOAD_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    scope.setErrorHandler(async (error, request, reply) => {
      if (isAway(error)) return refuseAway(request, reply, error);
      if (error instanceof GraphQLError) return refuseAccess(reply, error);
      if (error instanceof RequestWrong) return refuse(reply, 400, error.refusal);
      if (error instanceof FileUnreadable) return refuse(reply, 422, error);
      if (error instanceof FileRefused) return refuse(reply, 422, error.refusal);
      if (error instanceof ImportRefused)
        return refuse(reply, error.refusal.reason === 'NOT_FOUND' ? 404 : 409, error.refusal);
      if (error instanceof TooLarge)
        return refuse(reply, 413, refusal('PAYLOAD_TOO_LARGE', { limit: MAX_UPLOAD_BYTES / 1024 / 1024 }));
      const status = statusOf(error);
      if (status < 500)
        return refuse(
          reply,
          status,
          refusal('BAD_REQUEST.other', { problem: error instanceof Error ? error.message : String(error) }),
        );
      request.log.error(error);
      const { key } = request.params as { key?: string };
      return refuse(
        reply,
        500,
        key === undefined
          ? refusal('INTERNAL_SERVER_ERROR.nothingWritten')
          : refusal('INTERNAL_SERVER_ERROR.unknown', { key }),
      );
    });
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      checkOwnName(request);
      checkMayImport(await viewerOfRequest(request), { enabled, fromHere: isFromHere(request) });
      // A page of another server that a person here has open must not bring files in their name.
      if (isOwnPage(request, access.names)) return undefined;
      return refuse(reply, 403, refusal('FORBIDDEN'));
    });
    scope.addHook('preHandler', async (request) => {
      const { key } = request.params as { key?: string };
      if (key !== undefined) await checkOwnImport(dataSource, key, await viewerOfRequest(request));
    });
    const note = async (request: FastifyRequest<Named>, action: AuditAction): Promise<void> => {
      const viewer = await viewerOfRequest(request);
      if (viewer) await AuditService.note({ manager: dataSource, viewer }, action, request.params.key);
    };

    /** What fails may have been done all the same, where the connection was lost at the very end: then that is the answer. */
    const finished = async (key: string, state: ImportRun['state'], work: (key: string) => Promise<unknown>) => {
      try {
        await work(key);
      } catch (error) {
        if (error instanceof ImportRefused || (await ImportService.get(dataSource, key)).state !== state) throw error;
      }
      return ImportService.report(dataSource, key);
    };

    scope.get('/imports', async (request) => ({
      layers: await describedLayers(dataSource.manager),
      maxBytes: MAX_UPLOAD_BYTES,
      imports: await ImportService.list(dataSource, (await viewerOfRequest(request))?.districtCode),
    }));

    const config = { arrivesSlowly: true };
    scope.post<{ Querystring: Query; Body: Readable }>('/imports', { config }, async (request, reply) => {
      const { layer: named, ...asked } = readImportRequest(request.query);
      return uploads.receive(request, reply, async (path, signal) => {
        const layer = named ?? (await ImportService.guessLayer(path, asked.fileName, asked.table, signal));
        if (!layer) throw new RequestWrong(refusal('BAD_REQUEST.layerUnclear'));
        const { key, unusedHeadings } = await ImportService.prepare(dataSource, { ...asked, path, layer, signal });
        const viewer = await viewerOfRequest(request);
        if (viewer) await ownImport(dataSource, key, viewer);
        return reply.code(201).send({ ...(await ImportService.report(dataSource, key)), unusedHeadings });
      });
    });
    registerPlaceLists(scope, { dataSource, uploads });

    scope.get<Named>('/imports/:key', (request) => ImportService.report(dataSource, request.params.key));

    scope.get<Named>('/imports/:key/rows', async (request) =>
      ImportService.rows(dataSource, await ImportService.get(dataSource, request.params.key), afterOf(request.query)),
    );

    scope.get<Named>('/imports/:key/findings', async (request) =>
      ImportService.findings(
        dataSource,
        await ImportService.get(dataSource, request.params.key),
        afterOf(request.query),
      ),
    );

    scope.post<Named & { Body: { accept?: unknown } | null }>('/imports/:key/confirm', async (request) => {
      const accepted = acceptedOf(request.body?.accept);
      await note(request, 'FILE_IMPORTED');
      return finished(request.params.key, 'APPLIED', (key) => ImportService.confirm(dataSource, key, accepted));
    });

    scope.post<Named>('/imports/:key/undo', async (request) => {
      await note(request, 'IMPORT_UNDONE');
      return finished(request.params.key, 'UNDONE', (key) => ImportService.undo(dataSource, key));
    });

    scope.delete<Named>('/imports/:key', async (request, reply) => {
      await ImportService.discard(dataSource, request.params.key);
      return reply.code(204).send();
    });
  });
}

const WORD = /^[A-Z_]{1,40}$/;

function acceptedOf(accept: unknown): string[] {
  if (accept === undefined || accept === null) return [];
  if (
    Array.isArray(accept) &&
    accept.length <= 20 &&
    accept.every((word): word is string => typeof word === 'string' && WORD.test(word))
  )
    return accept;
  throw new RequestWrong(refusal('BAD_REQUEST.accept'));
}

const statusOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : 500;
