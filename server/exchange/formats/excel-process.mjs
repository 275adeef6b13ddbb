/**
 * Reads a workbook in a process of its own: a cell that says it stands in the ten-millionth column ends whatever process reads
 * it, and that must not be the server.
 */
import readExcelFile from 'read-excel-file/node';

const ROWS_AT_ONCE = 2_000;

/** Codes are whole numbers and stay exact as text; everything else is a number. */
function parseNumber(text) {
  if (/^\d+$/.test(text)) return text;
  const value = Number(text);
  return Number.isSafeInteger(value) ? String(value) : value;
}

function cellValue(value) {
  if (!(value instanceof Date)) return value ?? null;
  if (Number.isNaN(value.getTime())) return null;
  const [day, time] = value.toISOString().split('T');
  return time === '00:00:00.000Z' ? day : `${day} ${time.slice(0, 8)}`;
}

function tell(message) {
  return new Promise((resolve, reject) => {
    process.send(message, (error) => (error ? reject(error) : resolve()));
  });
}

async function tellSheets(path) {
  for (const { sheet, data } of await readExcelFile(path, { parseNumber, trim: false })) {
    await tell({ sheet });
    for (let row = 0; row < data.length; row += ROWS_AT_ONCE) {
      await tell({ rows: data.slice(row, row + ROWS_AT_ONCE).map((cells) => cells.map(cellValue)) });
    }
  }
  await tell({ done: true });
}

/** What the library trips over in a damaged workbook speaks of its own variables, which tells nobody anything. */
function problemOf(error) {
  if (!(error instanceof Error)) return String(error);
  return error instanceof TypeError || error instanceof RangeError ? 'its parts do not fit together' : error.message;
}

// Nobody is left to read for.
process.on('disconnect', () => process.exit());
try {
  await tellSheets(process.argv[2]);
} catch (error) {
  await tell({ problem: problemOf(error) });
}
