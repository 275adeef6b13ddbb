import type { FastifyInstance } from 'fastify';
import type { DataSource } from 'typeorm';
import type { Viewer } from '../../kernel/access/viewer.ts';
import { viewerOfRequest } from '../../kernel/access/viewer-of-request.ts';
import { forbidden } from '../../kernel/graph/errors.ts';
import { levelOfLayer } from '../../land/area-layers.ts';
import { attachment } from '../exports/file-name.ts';
import { ImportRefused } from '../imports/finish.ts';
import { afterOf, readImportRequest, RequestWrong, type Query } from '../imports/import-request.ts';
import type { Uploads } from '../imports/uploads.ts';
import { findLayer } from '../layers.ts';
import { refusal } from '../words/refusals.ts';
import { excelWriter } from '../writers/excel-writer.ts';
import { codedWorkbook } from './coded-workbook.ts';
import { codeList, matchList, reportOf, rowsOf, type Choice, type Outcome } from './place-lists.ts';

interface Named {
  Params: { list: string };
  Querystring: Query;
}

/** Choices of one request at most: those of every row of the longest list. */
const MAX_CHOICES_BYTES = 8 * 1024 * 1024;

/**
 * Lists of places without codes, for the client: `POST /imports/lists` matches one with what is known, `GET …/{list}/rows` tells the
 * rows, `POST …/{list}/codes` takes what a person decided and answers the list with codes, as a workbook that imports take.
 */
export function registerPlaceLists(
  scope: FastifyInstance,
  { dataSource, uploads }: { dataSource: DataSource; uploads: Uploads },
): void {
  scope.post<{ Querystring: Query }>('/imports/lists', { config: { arrivesSlowly: true } }, async (request, reply) => {
    const asked = readImportRequest(request.query);
    const { layer, complete } = asked;
    const level = layer && levelOfLayer(layer.key);
    if (!layer || !level) throw new RequestWrong(refusal('BAD_REQUEST.listLayer'));
    const [within, ...others] = Array.isArray(complete) ? complete : [];
    if (within === undefined || others.length > 0) throw new RequestWrong(refusal('BAD_REQUEST.listWithin'));
    const viewer = await viewerOfRequest(request);
    if (viewer && !within.startsWith(viewer.districtCode))
      throw forbidden(refusal('FORBIDDEN.otherDistrict', { code: within, district: viewer.districtCode }));
    return uploads.receive(request, reply, async (path, signal) => {
      const wish = { ...asked, path, layer, level, within, complete: false, signal };
      return reply.code(201).send(await matchList(dataSource, wish, viewer?.postId ?? null));
    });
  });

  scope.get<Named>('/imports/lists/:list', async (request) => {
    await checkOwnList(dataSource, request.params.list, await viewerOfRequest(request));
    return reportOf(dataSource, request.params.list);
  });

  scope.get<Named>('/imports/lists/:list/rows', async (request) => {
    await checkOwnList(dataSource, request.params.list, await viewerOfRequest(request));
    return rowsOf(dataSource, request.params.list, outcomeOf(request.query), afterOf(request.query));
  });

  scope.post<Named & { Body: { choices?: unknown } | null }>(
    '/imports/lists/:list/codes',
    { bodyLimit: MAX_CHOICES_BYTES },
    async (request, reply) => {
      await checkOwnList(dataSource, request.params.list, await viewerOfRequest(request));
      const { layer: key } = await reportOf(dataSource, request.params.list);
      const [layer, level] = [findLayer(key), levelOfLayer(key)];
      if (!layer || !level) throw new RequestWrong(refusal('BAD_REQUEST.listLayer'));
      const coded = await codeList(dataSource, request.params.list, level, choicesOf(request.body?.choices));
      reply.headers({
        'content-type': excelWriter.contentType,
        'content-disposition': attachment(`${layer.title.zh}_带代码.xlsx`, `${layer.key}-with-codes.xlsx`),
        'atlas-left-out': String(coded.leftOut),
      });
      return reply.send(await codedWorkbook(coded, layer));
    },
  );
}

/** Lists of other districts do not exist for a planner. */
async function checkOwnList(dataSource: DataSource, key: string, viewer: Viewer | null): Promise<void> {
  if (!viewer) return;
  const own = await dataSource.query<unknown[]>(
    `select from place_list l join post p on p.id = l.post_id where l.key::text = $1 and p.district_code = $2`,
    [key, viewer.districtCode],
  );
  if (own.length === 0) throw new ImportRefused(refusal('NOT_FOUND', { key }));
}

function outcomeOf({ outcome }: Query): Outcome {
  if (outcome === 'SURE' || outcome === 'DOUBTFUL' || outcome === 'NEW') return outcome;
  throw new RequestWrong(refusal('BAD_REQUEST.listOutcome'));
}

const CHOICE = /^[A-Za-z0-9.-]{1,40}$/;

function choicesOf(choices: unknown): ReadonlyMap<number, Choice> {
  if (choices == null) return new Map();
  const entries = typeof choices === 'object' && !Array.isArray(choices) ? Object.entries(choices) : null;
  const isChoice = (entry: [string, unknown]): entry is [string, string] =>
    /^\d{1,9}$/.test(entry[0]) && typeof entry[1] === 'string' && CHOICE.test(entry[1]);
  if (!entries?.every(isChoice)) throw new RequestWrong(refusal('BAD_REQUEST.listChoices'));
  return new Map(entries.filter(isChoice).map(([row, choice]) => [Number(row), choice]));
}
