import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** GDAL is an outside client for checks; where it is not installed those checks are left out. */
export const hasGdal = spawnSync('ogrinfo', ['--version']).status === 0;
if (!hasGdal) console.warn('GDAL (ogrinfo) is not installed: what it would read is not checked.');

/** What ogrinfo says of all layers of a source. */
export async function ogrInfo(source: string, how: 'summary' | 'features' = 'summary'): Promise<string> {
  const { stdout } = await run('ogrinfo', ['-ro', '-al', ...(how === 'summary' ? ['-so'] : []), source], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

export async function ogr2ogr(...args: string[]): Promise<void> {
  await run('ogr2ogr', args);
}

/** The numbers of features that ogrinfo tells, layer by layer. */
export const featureCounts = (info: string): number[] =>
  [...info.matchAll(/^Feature Count: (\d+)$/gm)].map(([, count]) => Number(count));
