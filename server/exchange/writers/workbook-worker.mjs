/**
 * The thread in which a workbook is put together: that takes seconds of processor time, and all of it at once. Plain JavaScript,
 * because a worker of Node 20 starts no TypeScript. It is sent `{ rows }` of the data sheet in portions, then
 * `{ path, data, further }`, the options of that sheet and the sheets behind it, writes the file and ends.
 */
import { parentPort } from 'node:worker_threads';
import writeExcelFile from 'write-excel-file/node';
import { forFilling } from './workbook-for-filling.mjs';

const dataRows = [];

parentPort.on('message', async ({ rows, path, data, further }) => {
  if (rows) {
    for (const row of rows) dataRows.push(row.map(typed));
    return;
  }
  await writeExcelFile(
    [
      { ...data, data: dataRows },
      ...further.map((sheet) => ({ ...sheet, data: sheet.data.map((row) => row.map(typed)) })),
    ],
    { features: [forFilling] },
  ).toFile(path);
  parentPort.close();
});

/**
 * What the library takes: a bare value where nothing is said of its looks, which is lighter by far; else the type beside it, which
 * cannot be sent.
 */
function typed(cell) {
  if (cell === null) return null;
  const { value, ...looks } = cell;
  if (value === null) return { ...cell, type: cell.format === '@' ? String : Date };
  return Object.keys(looks).length === 0 ? value : { ...cell, type: value.constructor };
}
