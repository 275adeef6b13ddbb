/**
 * The thread in which a workbook is put together: that takes seconds of processor time, and all of it at once. Plain JavaScript,
 * because a worker of Node 20 starts no TypeScript. It is sent `{ rows }` of the data sheet in portions, then
 * `{ path, data, notes }`, the options of the two sheets, writes the file and ends.
 */
import { parentPort } from 'node:worker_threads';
import writeExcelFile from 'write-excel-file/node';

const dataRows = [];

parentPort.on('message', async ({ rows, path, data, notes }) => {
  if (rows) {
    for (const row of rows) dataRows.push(row.map(typed));
    return;
  }
  await writeExcelFile([
    { ...data, data: dataRows },
    { ...notes, data: notes.data.map((row) => row.map(typed)) },
  ]).toFile(path);
  parentPort.close();
});

/**
 * What the library takes: a bare value where nothing is said of its looks, which is lighter by far; else the type beside it, which
 * cannot be sent.
 */
function typed(cell) {
  if (cell === null) return null;
  const { value, ...looks } = cell;
  return Object.keys(looks).length === 0 ? value : { ...cell, type: value.constructor };
}
