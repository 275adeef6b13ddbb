/**
 * The process in which a foreign file is read: what a file can make a reader do, it does here. Commands come by standard input,
 * a line each; answers go out as frames through the fourth descriptor, so that nothing a library prints is taken for one.
 */
import { once } from 'node:events';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { openSource } from '../open-source.ts';
import { problemOf } from '../reasons.ts';
import { FileUnreadable } from '../source-file.ts';
import type { SourceFile, SourceLayer, SourceRow } from '../source-file.ts';
import { RowEncoder, type Answer, type Command, type OpenCommand } from './answers.ts';
import { writeFrame } from './frames.ts';

const ROWS_AT_ONCE = 2_000;
const CHARACTERS_AT_ONCE = 1024 * 1024;
/** Whoever waits hears of what there is. */
const MS_AT_ONCE = 1_000;

const out = new Socket({ fd: 3, readable: false });
const current: { file: SourceFile | null; rows: Rows | null; watch: Worker | null } = {
  file: null,
  rows: null,
  watch: null,
};

/** The rows of one layer, a batch at a time; the next one is read while this one is used. */
class Rows {
  private readonly encoder = new RowEncoder();
  private readonly rows: AsyncIterator<SourceRow>;
  private next: Promise<string>;

  constructor(private readonly layer: SourceLayer) {
    this.rows = layer.rows()[Symbol.asyncIterator]();
    this.next = this.read();
  }

  async batch(): Promise<string> {
    return await this.next;
  }

  readAhead(): void {
    this.next = this.read();
    this.next.catch(() => undefined);
  }

  async end(): Promise<void> {
    await this.next.catch(() => undefined);
    await this.rows.return?.();
  }

  private async read(): Promise<string> {
    const rows: string[] = [];
    const until = performance.now() + MS_AT_ONCE;
    let characters = 0;
    let done = false;
    while (rows.length < ROWS_AT_ONCE && characters < CHARACTERS_AT_ONCE && performance.now() < until) {
      const next = await this.rows.next();
      if (next.done) {
        done = true;
        break;
      }
      const text = this.encoder.encode(next.value);
      characters += text.length;
      rows.push(text);
    }
    return `{"done":${done},"progress":${this.layer.progress()},"rows":[${rows.join(',')}]}`;
  }
}

async function answer(command: Command): Promise<void> {
  if ('open' in command) return say(await open(command.open));
  if ('rowsOf' in command) {
    await current.rows?.end();
    const layer = current.file?.layers[command.rowsOf];
    if (!layer) throw new Error(`There is no layer ${command.rowsOf}.`);
    current.rows = new Rows(layer);
  }
  if (!current.rows) throw new Error('No layer is being read.');
  await writeFrame(out, await current.rows.batch());
  current.rows.readAhead();
}

const say = (answered: Answer): Promise<void> => writeFrame(out, JSON.stringify(answered));

async function open({ path, fileName, encoding, temporaryFolder, ...limits }: OpenCommand): Promise<Answer> {
  current.watch = await watch(limits);
  const file = await openSource(path, { fileName, temporaryFolder, ...(encoding && { encoding }) });
  current.file = file;
  const layers = file.layers.map(({ name, encoding: found, crs, headings, count }) => ({
    name,
    encoding: found,
    crs,
    headings,
    count,
  }));
  return { format: file.format, layers };
}

async function watch({
  memoryBytes,
  secondsForAnswer,
}: Pick<OpenCommand, 'memoryBytes' | 'secondsForAnswer'>): Promise<Worker> {
  const watcher = new Worker(new URL('./reader-watch.mjs', import.meta.url), {
    workerData: { memoryBytes, secondsForAnswer },
    execArgv: [],
  });
  await once(watcher, 'message');
  watcher.unref();
  return watcher;
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    await answer(JSON.parse(line) as Command);
    current.watch?.postMessage('answered');
  } catch (error) {
    if (!(error instanceof FileUnreadable)) await say({ failed: problemOf(error) });
    else {
      const { reason, message, messageZh } = error;
      await say({ unreadable: { reason, message, messageZh } });
    }
  }
}
// Nobody asks any more.
await current.rows?.end();
await current.file?.close();
process.exit();
