import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anyTypes, environmentReads, longFiles, namesNotInKebabCase } from './habits.ts';
import { halfWidthTexts } from './chinese-text.ts';
import { columnsOf, personColumns } from './person-columns.ts';
import { readSources, ROOT } from './source-files.ts';

const FOLDERS = ['server', 'client', 'geodata', 'tests', 'migrations'].filter((folder) =>
  existsSync(join(ROOT, folder)),
);
const GENERATED = new Set(['server/schema.graphql', 'client/api/generated.ts', 'client/api/generated-late.ts']);
const handWritten = readSources(FOLDERS, ['.ts', '.tsx', '.mjs', '.css', '.sql', '.graphql', '.html']).filter(
  ({ path }) => !GENERATED.has(path),
);
const code = handWritten.filter(({ path }) => /\.(tsx?|mjs)$/.test(path));

function plant(...lines: string[]): { path: string; text: string } {
  return { path: 'server/planted.ts', text: lines.join('\n') };
}

describe('hand-written files', () => {
  it('are named in kebab case', () => {
    expect(
      namesNotInKebabCase(['server/land/area-path.service.ts', 'client/main.tsx', 'migrations/0001-land.up.sql']),
    ).toEqual([]);
    expect(namesNotInKebabCase(['server/areaPath.ts', 'client/Map.tsx', 'server/area_path.ts'])).toHaveLength(3);
    expect(namesNotInKebabCase(handWritten.map(({ path }) => path))).toEqual([]);
  });

  it('stay under 320 lines', () => {
    expect(longFiles([plant(...Array.from({ length: 320 }, () => '// line'))])).toEqual([
      'server/planted.ts has 320 lines',
    ]);
    expect(longFiles([plant(...Array.from({ length: 319 }, () => '// line'))])).toEqual([]);
    expect(longFiles(handWritten)).toEqual([]);
  });

  it('never give a type up as any', () => {
    expect(anyTypes(plant('// any', 'const a: string = "any";', 'let b: any;', 'const c = b as any[];'))).toEqual([
      'server/planted.ts:3',
      'server/planted.ts:4',
    ]);
    expect(code.flatMap(anyTypes)).toEqual([]);
  });

  it('write Chinese on the screen with Chinese punctuation', () => {
    const planted = plant(
      `const a = '下一级:街道';`,
      `const b = '坐标系名称，如 EPSG:4528（示例）';`,
      `const c = "覆盖,未知";`,
    );
    expect(halfWidthTexts(planted)).toEqual([`server/planted.ts: '下一级:街道'`, 'server/planted.ts: "覆盖,未知"']);
    const screen = code.filter(({ path }) => path.startsWith('client/') && !path.includes('/generated'));
    expect(screen.flatMap(halfWidthTexts)).toEqual([]);
  });

  it('leave the environment to server/env.ts', () => {
    expect(environmentReads(plant('// process.env', 'const port = process.env.PORT;'))).toEqual([
      'server/planted.ts:2',
    ]);
    expect(environmentReads(plant("import { env } from 'node:process';"))).toEqual(['server/planted.ts:1']);
    // What prepares tests reads what tests are told.
    const readers = code.filter(({ path }) => path !== 'server/env.ts' && !path.startsWith('tests/support/'));
    expect(readers.flatMap(environmentReads)).toEqual([]);
  });
});

describe('the tables', () => {
  it('have no column about a person', () => {
    const planted = columnsOf({
      path: 'migrations/9999-planted.up.sql',
      text: `create table visit (
          id integer primary key, -- phone
          phone_number text, kind text check (kind in ('gender', 'b')),
          visitor_gender text not null, average double precision,
          unique (id, kind));
        alter table visit add column if not exists id_card text, add column floor_count integer;`,
    });
    expect(planted.map(({ column }) => column)).toEqual([
      'id',
      'phone_number',
      'kind',
      'visitor_gender',
      'average',
      'id_card',
      'floor_count',
    ]);
    expect(personColumns(planted)).toEqual(['visit.phone_number', 'visit.visitor_gender', 'visit.id_card']);

    const columns = handWritten.filter(({ path }) => path.endsWith('.up.sql')).flatMap(columnsOf);
    expect(columns).toContainEqual({ table: 'area', column: 'household_count' });
    expect(columns).toContainEqual({ table: 'issue', column: 'closed_on' });
    expect(personColumns(columns)).toEqual([]);
  });
});
