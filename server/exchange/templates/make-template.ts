import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DataSource } from 'typeorm';
import type { Viewer } from '../../kernel/access/viewer.ts';
import { visitOf } from '../../kernel/access/visits.ts';
import { ReadSession } from '../../kernel/database/read-session.ts';
import type { ExchangeLayer } from '../../kernel/exchange/layer.ts';
import { badInput } from '../../kernel/graph/errors.ts';
import { tell } from '../../kernel/words/sentence.ts';
import { attachment } from '../exports/file-name.ts';
import { isKnown } from '../exports/known.ts';
import { EXPORT_SENTENCES as SAY } from '../words/of-exports.ts';
import { excelWriter } from '../writers/excel-writer.ts';
import { templateOf } from './template.ts';
import { templateTag, templateWorkbook } from './template-workbook.ts';

/** What stands in the place of a format for a file to be filled in. */
export const TEMPLATE = 'template.xlsx';

/** What is said ahead of the answer, and the file, or nothing where it is known or not wanted. It tells of no object. */
export async function makeTemplate(
  reply: FastifyReply,
  request: FastifyRequest,
  { dataSource, layer, viewer }: { dataSource: DataSource; layer: ExchangeLayer; viewer: Viewer | null },
): Promise<Readable | undefined> {
  const pass = visitOf(request, viewer);
  pass?.describe({ known: templateOf, cost: 1 });
  const session = new ReadSession(dataSource, viewer, { pass });
  try {
    const template = await templateOf(({ text, params }) => session.query(text, params), layer);
    const tag = templateTag(template);
    reply.headers({ etag: tag, 'cache-control': viewer ? 'no-store' : 'no-cache' });
    if (isKnown(request.headers['if-none-match'], tag)) return void reply.code(304);
    reply.headers({
      'content-type': excelWriter.contentType,
      'content-disposition': attachment(`${layer.title.zh}_填报模板.xlsx`, `${layer.key}-template.xlsx`),
    });
    return request.method === 'HEAD' ? undefined : await templateWorkbook(template);
  } finally {
    await session.close();
  }
}

/** A template is the same for everybody who may ask. */
export function refuseParameters(query: Readonly<Record<string, unknown>>): void {
  const [name] = Object.keys(query);
  if (name !== undefined) throw badInput(name, tell(SAY.TEMPLATE_PARAMETER, { name }));
}
