import type { GraphContext } from '../kernel/graph/context.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import type { Language } from '../kernel/graph/language.ts';
import type { AskedField, Fact } from '../kernel/reading/asked-field.ts';
import { rowsOf } from '../kernel/reading/rows.ts';
import { DistrictSetting, LevelDefinition } from './level-scheme.entity.ts';

const settingRows = rowsOf([DistrictSetting], { alias: 's', key: 'districtCode' });
const levelRows = rowsOf([LevelDefinition], { alias: 'l', key: 'level' });

/** Reading: the settings of each row, which is a district. */
export function readSetting(asked: AskedField): Fact {
  return asked.lookup(
    'setting',
    (rows) => sql`select ${settingRows.select} from district_setting s
      where s.district_code = any (${rows.all('districtCode')}::text[])`,
  );
}

/** Reading: the levels of each row, which is a district. */
export function readLevels(asked: AskedField): Sql {
  return asked.many(levelRows, (rows) => ({
    from: sql`area a join district_setting s on s.district_code = a.district_code
      join level_scheme_level l on l.scheme_code = s.scheme_code`,
    where: [sql`a.id = any (${rows.keys}::int[])`],
    key: sql`lpad(l.rank::text, 5, '0')`,
    parent: sql`a.id`,
  }));
}

/** Reading: what the level of each row is called in its district. */
export function readLevelTitle(asked: AskedField, language: Language): Sql {
  const titles = asked.lookup(
    'level titles',
    (rows) => sql`
    select l.title_zh as "ZH", l.title_en as "EN"
    from area a join district_setting s on s.district_code = a.district_code
    join level_scheme_level l on l.scheme_code = s.scheme_code and l.level = a.level
    where a.id = any (${rows.keys}::int[])`,
  );
  return asked.value(titles(language));
}

/** The settings of a district. */
export function loadDistrictSetting(
  context: GraphContext,
  districtCode: string,
): Promise<Pick<DistrictSetting, 'figuresAsOf' | 'publishedAreaM2'>> {
  return context
    .loader<string, DistrictSetting>('district_setting', async (codes) => {
      const rows = await context.query<DistrictSetting>(sql`
        select ${settingRows.select} from district_setting s where district_code = any (${codes}::text[])`);
      const byCode = new Map(rows.map((row) => [row.districtCode, row]));
      return codes.map((code) => {
        const row = byCode.get(code);
        if (!row) throw new Error(`No settings for district ${code}`);
        return row;
      });
    })
    .load(districtCode);
}

/** The levels of a district, top first. */
export function loadLevels(context: GraphContext, districtCode: string): Promise<LevelDefinition[]> {
  return context
    .loader<string, LevelDefinition[]>('levels of district', async (codes) => {
      const rows = await context.query<LevelDefinition & { districtCode: string }>(sql`
        select d.district_code as "districtCode", ${levelRows.select}
        from district_setting d join level_scheme_level l on l.scheme_code = d.scheme_code
        where d.district_code = any (${codes}::text[]) order by d.district_code, l.rank`);
      return codes.map((code) => rows.filter((row) => row.districtCode === code));
    })
    .load(districtCode);
}
