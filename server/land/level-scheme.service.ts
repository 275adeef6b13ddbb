import type { GraphContext } from '../kernel/graph/context.ts';
import { sql } from '../kernel/graph/sql.ts';
import type { DistrictSetting, LevelDefinition } from './level-scheme.entity.ts';

/** The settings of a district. */
export function loadDistrictSetting(
  context: GraphContext,
  districtCode: string,
): Promise<Pick<DistrictSetting, 'figuresAsOf' | 'publishedAreaM2'>> {
  return context
    .loader<string, DistrictSetting>('district_setting', async (codes) => {
      const rows = await context.query<DistrictSetting>(sql`
        select district_code as "districtCode", scheme_code as "schemeCode", time_zone as "timeZone",
          figures_as_of as "figuresAsOf", published_area_m2 as "publishedAreaM2"
        from district_setting where district_code = any (${codes}::text[])`);
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
        select d.district_code as "districtCode", l.scheme_code as "schemeCode", l.level, l.rank,
          l.parent_levels as "parentLevels", l.title_zh as "titleZh", l.title_en as "titleEn", l.code_pattern as "codePattern"
        from district_setting d join level_scheme_level l on l.scheme_code = d.scheme_code
        where d.district_code = any (${codes}::text[]) order by d.district_code, l.rank`);
      return codes.map((code) => rows.filter((row) => row.districtCode === code));
    })
    .load(districtCode);
}
