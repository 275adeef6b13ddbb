import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { NOTES_SHEET } from '../writers/excel-writer.ts';
import { overFolder, readWhole } from '../writers/temporary-folder.ts';
import { columnName } from '../writers/workbook-for-filling.mjs';
import { Workbook, type FurtherSheet, type WorkbookCell, type WorkbookRow } from '../writers/workbook.ts';
import { NEEDS, type Template, type TemplateColumn } from './template.ts';

const WORDS_SHEET = '可选值';
/** How many words the notes repeat; longer lists stand in their own sheet alone. */
const WORDS_IN_NOTES = 12;
/** How templates are written; another number when the same one becomes another file. */
const FORM = 1;
const PALE_YELLOW = '#FFF2CC';
const WIDTHS = { TEXT: 22, DATE: 14, NUMBER: 14 } as const;
const FORMATS = { TEXT: '@', DATE: 'yyyy-mm-dd', NUMBER: undefined } as const;

const bold = (value: string): WorkbookCell => ({ value, fontWeight: 'bold' });
const wrapped = (value: string): WorkbookCell => ({ value, wrap: true });

/** A workbook to be filled in: headings and nothing below them, notes on every column, and the words that may be chosen. */
export function templateWorkbook(template: Template): Promise<Readable> {
  return overFolder(async (folder) => {
    const path = join(folder, 'template.xlsx');
    const workbook = new Workbook();
    try {
      const { columns, layer } = template;
      workbook.add(columns.map(heading));
      workbook.add(columns.map(({ cells }) => (FORMATS[cells] ? { value: null, format: FORMATS[cells] } : null)));
      const chosen = columns.flatMap(({ words }, column) =>
        words.length > 0 ? [{ column, words: words.length }] : [],
      );
      const choices = chosen.map(({ column, words }, list) => {
        const from = columnName(2 * list);
        return { column, formula: `'${WORDS_SHEET}'!$${from}$2:$${from}$${words + 1}` };
      });
      const widths = columns.map(({ cells }) => ({ width: WIDTHS[cells] }));
      await workbook.write(
        path,
        { sheet: layer.title.zh, columns: widths, stickyRowsCount: 1, choices, likeSecondRow: true },
        notesSheet(template),
        ...(chosen.length > 0 ? [wordsSheet(columns)] : []),
      );
    } finally {
      await workbook.close();
    }
    return readWhole(path);
  });
}

/** Tells one state of a template from another. */
export const templateTag = (template: Template): string =>
  `W/"${createHash('sha256')
    .update(JSON.stringify([FORM, template]))
    .digest('base64url')
    .slice(0, 32)}"`;

function heading({ title, need }: TemplateColumn): WorkbookCell {
  return { value: title, fontWeight: 'bold', ...(need === 'REQUIRED' && { backgroundColor: PALE_YELLOW }) };
}

/** No heading of this sheet is one of a code, or imports could not tell it from the data. */
function notesSheet({ columns, layer }: Template): FurtherSheet {
  const rows = columns.map(({ title, need, what, words }): WorkbookRow => {
    const some = words.slice(0, WORDS_IN_NOTES).map(({ word }) => word);
    const more = words.length > some.length ? `…（共 ${words.length} 个，见“${WORDS_SHEET}”）` : '';
    return [
      bold(title),
      { value: `${NEEDS[need].zh} · ${NEEDS[need].en}` },
      wrapped(`${what.zh} · ${what.en}`),
      words.length === 0 ? null : wrapped(`${some.join('、')}${more}`),
    ];
  });
  return {
    sheet: NOTES_SHEET,
    columns: [{ width: 24 }, { width: 26 }, { width: 60 }, { width: 60 }],
    data: [
      ['列 Column', '是否必填 Need', '填写要求 What', '可选值 Words'].map(bold),
      ...rows,
      [],
      [bold('填报'), wrapped(`${layer.title.zh} · ${layer.title.en}`)],
      ...RULES.map(({ zh, en }): WorkbookRow => [null, null, wrapped(`${zh} · ${en}`)]),
    ],
  };
}

const RULES = [
  {
    zh: '从第 2 行起每行一个对象；列名不要改，用不到的列可以整列删去',
    en: 'One object a row, from row 2 on. Headings stay as they are; columns that are not needed may be deleted whole',
  },
  {
    zh: '已有的对象按代码更新：留着的列里空格表示“没有”，会清掉原值；不想改的列请整列删去',
    en: 'What exists is updated by its code: in a column that stays, an empty cell means none and takes the old value away; delete columns that are not to change',
  },
  {
    zh: '不得加入关于个人的列（姓名、电话、身份证号、车牌等），否则整份文件不予接收；地址写到楼栋为止',
    en: 'No columns about persons (names, telephones, identity numbers, plates): they refuse the whole file. Addresses stop at the building',
  },
  {
    zh: '导入时先预览，确认后才写入',
    en: 'A preview comes first; nothing is written before it is confirmed',
  },
] as const;

/** Two columns for each list: the word that the cell is to say, and what it stands for. */
function wordsSheet(columns: readonly TemplateColumn[]): FurtherSheet {
  const lists = columns.filter(({ words }) => words.length > 0);
  const longest = Math.max(...lists.map(({ words }) => words.length));
  return {
    sheet: WORDS_SHEET,
    columns: lists.flatMap(() => [{ width: 26 }, { width: 18 }]),
    data: [
      lists.flatMap(({ title }) => [bold(`${title}的可选值`), bold(`${title}的内部值`)]),
      ...Array.from({ length: longest }, (_, row) =>
        lists.flatMap(({ words }) => {
          const one = words[row];
          return one ? [{ value: one.word }, { value: one.value }] : [null, null];
        }),
      ),
    ],
  };
}
