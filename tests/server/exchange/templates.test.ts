import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import readExcelFile from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangeLayers } from '../../../server/exchange/import.service.ts';
import { askOf, WordReader } from '../../../server/exchange/imports/value-words.ts';
import { templateOf } from '../../../server/exchange/templates/template.ts';
import { ImportDesk } from '../../support/import-files.ts';
import { ownDatabase } from '../../support/test-database.ts';
import { unzipped } from '../../support/unzipped.ts';
import type { Database } from '../../../server/kernel/database/database.ts';
import { exportsServer } from './exports/exports-server.ts';
import { zipOf } from './formats/made-files.ts';

const AS_OF = '2025-12-31';

let database: Database;
let fastify: FastifyInstance;
let desk: ImportDesk;
let folder: string;

beforeAll(async () => {
  database = await ownDatabase('demo');
  fastify = await exportsServer(database);
  desk = await ImportDesk.open(database.dataSource);
  folder = await mkdtemp(join(tmpdir(), 'louyuan-atlas-test-'));
});
afterAll(async () => {
  await desk.close();
  await fastify.close();
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

async function taken(address: string): Promise<Buffer> {
  const answer = await fastify.inject(address);
  expect(answer.statusCode, answer.body.slice(0, 300)).toBe(200);
  return answer.rawPayload;
}

type Cell = string | number | boolean | Date | null;

async function sheetsOf(file: Buffer): Promise<{ sheet: string; data: Cell[][] }[]> {
  const path = join(folder, 'read.xlsx');
  await writeFile(path, file);
  return (await readExcelFile(path)) as { sheet: string; data: Cell[][] }[];
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const typed = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** The template with rows typed into its first sheet, as a person does it: everything else stays as it came. */
async function filled(template: Buffer, rows: readonly (readonly (Cell | undefined)[])[]): Promise<Buffer> {
  const entries = Object.fromEntries(await unzipped(template));
  const name = 'xl/worksheets/sheet1.xml';
  const cells = rows.map((row, i) => {
    const all = row.map((cell, column) =>
      cell == null
        ? ''
        : typeof cell === 'number'
          ? `<c r="${LETTERS[column]}${i + 3}"><v>${cell}</v></c>`
          : `<c r="${LETTERS[column]}${i + 3}" t="inlineStr"><is><t>${typed(cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell))}</t></is></c>`,
    );
    return `<row r="${i + 3}">${all.join('')}</row>`;
  });
  const sheet = String(entries[name]).replace('</sheetData>', () => `${cells.join('')}</sheetData>`);
  return zipOf({ ...entries, [name]: sheet });
}

describe.each(exchangeLayers)('The template of $key', (layer) => {
  const url = `/exports/${layer.key}.template.xlsx`;

  it('comes in again when it is filled in, and is understood without a word more', async () => {
    const template = await taken(url);
    const [data] = await sheetsOf(template);
    const headings = data?.data[0]?.map(String) ?? [];
    const within = layer.key === 'buildings' ? '&within=370202001' : '';
    const [known] = await sheetsOf(
      await taken(`/exports/${layer.key}.xlsx?asOf=${AS_OF}${layer.geometry ? '&geometry=true' : ''}${within}`),
    );
    const titles = known?.data[0] ?? [];
    const rows = known?.data.slice(1, 6) ?? [];
    const prepared = await desk.prepare(
      layer.key,
      `${layer.key}.xlsx`,
      await filled(
        template,
        rows.map((row) => headings.map((heading) => row[titles.indexOf(heading)])),
      ),
      { asOf: AS_OF },
    );
    expect(prepared.refusal).toBeNull();
    expect(prepared.unusedHeadings.filter((heading) => !['坐标系', 'WKT', '经度', '纬度'].includes(heading))).toEqual(
      [],
    );
    expect(Object.keys(prepared.mapping ?? {}).toSorted()).toEqual(
      layer.fields
        .filter(({ outOnly }) => !outOnly)
        .map(({ name }) => name)
        .toSorted(),
    );
    expect(prepared.words).toEqual([]);
    expect(prepared.file.rows).toBe(rows.length);
    expect(prepared.summary).toMatchObject({ added: 0, ended: 0, refused: 0, changed: 0, unchanged: rows.length });
  });

  it('does nothing when it comes in empty, and is known by its layer', async () => {
    const prepared = await desk.prepare(layer.key, 'empty.xlsx', await taken(url));
    expect(prepared).toMatchObject({ refusal: null, summary: { added: 0, changed: 0, ended: 0, refused: 0 } });
  });

  it('offers words that are each read as the entry they stand for', async () => {
    const { manager } = database.dataSource;
    const { columns } = await templateOf(askOf(manager), layer);
    const reader = await WordReader.open(manager, layer, {}, null);
    for (const { title, words } of columns) {
      const field = layer.fields.find((one) => one.title.zh === title && !one.outOnly);
      if (!field) continue;
      for (const { word, value } of words) expect([word, reader.read(field.name, word)]).toEqual([word, value]);
      expect(words.length > 0).toBe(field.values !== undefined || field.book !== undefined);
    }
  });
});

describe('A template', () => {
  it('has a list to choose from for each coded column, with the entries that the code book has today', async () => {
    const { dataSource } = database;
    await dataSource.query(
      `insert into property_service_mode (code, title_zh, title_en, description, sort) values ('TRIAL_X', '试点模式', 'Trial', '-', 99)`,
    );
    const file = await taken('/exports/property-services.template.xlsx');
    await dataSource.query(`delete from property_service_mode where code = 'TRIAL_X'`);
    const sheet = String((await unzipped(file)).get('xl/worksheets/sheet1.xml'));
    const [, range, formula] = /sqref="([A-Z]+2:[A-Z]+\d+)"><formula1>(.*?)<\/formula1>/.exec(sheet) ?? [];
    expect(range).toBe('D2:D1048576');
    const [, words] = /\$A\$2:\$A\$(\d+)$/.exec(formula ?? '') ?? [];
    const list = (await sheetsOf(file)).find((one) => one.sheet === '可选值')?.data ?? [];
    expect(list.length).toBe(Number(words));
    expect(list.map(([word]) => word)).toContain('试点模式');
  });

  it('keeps what is typed into columns of codes as text', async () => {
    const entries = Object.fromEntries(await unzipped(await taken('/exports/yards.template.xlsx')));
    const [, style = ''] = /<col style="(\d+)" min="1"/.exec(String(entries['xl/worksheets/sheet1.xml'])) ?? [];
    const styles = String(entries['xl/styles.xml']);
    const [, looks = ''] = /<cellXfs[^>]*>(.*?)<\/cellXfs>/s.exec(styles) ?? [];
    const [, format = ''] = /numFmtId="(\d+)"/.exec(looks.match(/<xf [^>]*>/g)?.[Number(style)] ?? '') ?? [];
    expect(styles).toContain(`<numFmt numFmtId="${format}" formatCode="@"/>`);
  });

  it('says what is required, how a code is made, and that nothing of persons may stand in it', async () => {
    const notes = (await sheetsOf(await taken('/exports/yards.template.xlsx'))).find((one) => one.sheet === '说明');
    const text = notes?.data.map((row) => row.join(' ')).join('\n') ?? '';
    expect(text).toContain('999999999999Y9999');
    expect(text).toMatch(/名称 必填/);
    expect(text).toMatch(/不得加入关于个人的列/);
  });

  it('is a file of its own name, not sent again while it is the same, and takes no parameters', async () => {
    const first = await fastify.inject('/exports/yards.template.xlsx');
    expect(decodeURIComponent(String(first.headers['content-disposition']))).toContain('楼院_填报模板.xlsx');
    const again = await fastify.inject({
      url: '/exports/yards.template.xlsx',
      headers: { 'if-none-match': String(first.headers.etag) },
    });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    const head = await fastify.inject({ method: 'HEAD', url: '/exports/yards.template.xlsx' });
    expect([head.statusCode, head.body, head.headers.etag]).toEqual([200, '', first.headers.etag]);
    expect((await fastify.inject('/exports/yards.template.xlsx?within=370202')).json()).toMatchObject({
      argument: 'within',
    });
    expect((await fastify.inject('/exports/nothing.template.xlsx')).statusCode).toBe(404);
  });
});
