import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EXCEL_HEAP_MEGABYTES, EXCEL_SECONDS } from './limits.ts';
import { unreadable } from './reasons.ts';
import type { SourceValue } from './source-file.ts';

export interface Sheet {
  readonly name: string;
  readonly rows: (readonly SourceValue[])[];
}

interface Message {
  readonly sheet?: string;
  readonly rows?: readonly (readonly SourceValue[])[];
  readonly problem?: string;
  readonly done?: true;
}

const PROCESS = fileURLToPath(new URL('./excel-process.mjs', import.meta.url));

/** The cells of a workbook, read in a process that may fail without harm. */
export async function readSheets(path: string, name: string): Promise<readonly Sheet[]> {
  const sheets: Sheet[] = [];
  const reader = fork(PROCESS, [path], {
    execArgv: [`--max-old-space-size=${EXCEL_HEAP_MEGABYTES}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ended = new Promise<string>((resolve) => {
    reader.on('message', ({ sheet, rows, problem, done }: Message) => {
      if (sheet !== undefined) sheets.push({ name: sheet, rows: [] });
      for (const row of rows ?? []) sheets.at(-1)?.rows.push(row);
      if (problem !== undefined) resolve(problem);
      if (done) resolve('');
    });
    reader.once('error', ({ message }) => resolve(message));
    reader.once('exit', () => resolve('its cells take too much memory'));
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`it takes more than ${EXCEL_SECONDS} s to read`), EXCEL_SECONDS * 1000);
  });
  const problem = await Promise.race([ended, late]);
  clearTimeout(timer);
  reader.kill('SIGKILL');
  if (problem !== '') throw unreadable('WORKBOOK_UNREADABLE', { name, problem });
  return sheets;
}
