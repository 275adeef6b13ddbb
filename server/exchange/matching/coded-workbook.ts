import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ExchangeLayer } from '../../kernel/exchange/layer.ts';
import type { SourceValue } from '../formats/source-file.ts';
import { overFolder, readWhole } from '../writers/temporary-folder.ts';
import { Workbook, type WorkbookCell } from '../writers/workbook.ts';
import type { CodedList, Outcome } from './place-lists.ts';

const OUTCOMES: Readonly<Record<Outcome, string>> = { SURE: '已有', DOUBTFUL: '人工认定', NEW: '新增' };
/** What stands behind the columns of the list: what became of the row, its name in the list, and its number there. */
const NOTES = ['匹配', '名单中的名称', '名单行号'];
const [CODE_WIDTH, WIDTH] = [24, 18];

/** The rows of a list in their order, with the code of each in front and their number behind: imports take it as it is. */
export function codedWorkbook({ headings, rows }: CodedList, layer: ExchangeLayer): Promise<Readable> {
  return overFolder(async (folder) => {
    const path = join(folder, 'list.xlsx');
    const workbook = new Workbook();
    try {
      const code = layer.fields.find(({ name }) => name === 'code')?.title.zh ?? '代码';
      workbook.add([code, ...headings, ...NOTES].map((value) => ({ value, fontWeight: 'bold' })));
      for (const row of rows) {
        workbook.add([
          { value: row.code, format: '@' },
          ...row.cells.map(cellOf),
          { value: OUTCOMES[row.outcome] },
          { value: row.listedName },
        ]);
      }
      const columns = [
        { width: CODE_WIDTH },
        ...headings.map(() => ({ width: WIDTH })),
        { width: WIDTH },
        { width: WIDTH },
      ];
      await workbook.write(path, { sheet: layer.title.zh, columns, stickyRowsCount: 1 });
    } finally {
      await workbook.close();
    }
    return readWhole(path);
  });
}

function cellOf(value: SourceValue): WorkbookCell {
  if (value === null || value === '') return null;
  return { value: typeof value === 'boolean' ? String(value) : value };
}
