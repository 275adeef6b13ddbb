import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { systemLanguage } from '../../geodata/import-words.ts';
import { childEnvironment } from '../../server/env.ts';
import { ownSettings } from '../support/test-database.ts';
import { makeFolder } from '../support/test-run.ts';
import { chineseFaults } from '../support/chinese.ts';

const halfWidth = (line: string): string[] => chineseFaults(line).filter((fault) => fault.startsWith('half width'));

describe('npm run geodata:import', () => {
  test('fails when every row is refused, and says why in the language of the reader', async () => {
    const { databaseUrl, dataDir } = await ownSettings('empty');
    const folder = makeFolder(inject('testRun'), 'import-command');
    await mkdir(folder, { recursive: true });
    const list = async (name: string, text: string): Promise<string> => {
      const path = join(folder, name);
      await writeFile(path, text);
      return path;
    };
    const run = async (...args: readonly string[]): Promise<{ code: unknown; output: string }> => {
      const env = childEnvironment({
        DATABASE_URL: databaseUrl ?? '',
        DATA_DIR: dataDir,
        LANG: 'en_US.UTF-8',
        LC_ALL: null,
      });
      const child = spawn(process.execPath, ['--import', 'tsx', 'geodata/import.ts', ...args], { env });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
      const [code] = (await once(child, 'close')) as [unknown];
      return { code, output };
    };
    const yards = await list('yards.csv', '小区代码,小区名称\n370299001001Y0001,院\n');
    const refused = await run(yards, '--layer', 'yards', '--yes', '--lang', 'zh');
    expect(refused.output).toContain('数据库里没有区“370299”');
    expect(refused.output).toContain('新增 0，变更 0，终止 0，不变 0，拒绝 1');
    expect(refused.output).toMatch(/编码 +UTF-8（UTF-8 可完整解码）/);
    expect(refused.output.split('\n').flatMap(halfWidth)).toEqual([]);
    const undone = await run('--undo', '00000000-0000-4000-8000-000000000000', '--lang', 'zh');
    expect(undone.output).toContain('没有这次导入（00000000-0000-4000-8000-000000000000）');
    expect(undone.code).toBe(1);
    expect(refused.output).toContain('所有行都被拒绝');
    expect(refused.code).toBe(1);
    const page = await list('districts.xls', '<html><table></table></html>');
    const unreadable = await run(page, '--lang', 'zh');
    expect(unreadable.output).toContain('另存为 .xlsx');
    expect(unreadable.code).toBe(1);
    const districts = await run(await list('districts.csv', '区代码,区名称\n370202,市南区\n'), '--yes');
    expect(districts.output).toContain('Written.');
    expect(districts.code).toBe(0);
  });

  test.each([
    ['zh-CN', 'zh'],
    ['zh-Hans-CN', 'zh'],
    ['en-US', 'en'],
    ['de', 'en'],
  ])('takes the language of a system that is %s for %s', (locale, language) => {
    expect(systemLanguage(locale)).toBe(language);
  });
});
