import { AreaLevel } from '../../land/level.ts';
import { exchangeLayers } from '../layers.ts';

/** What lists call the columns that name what a place lies in. */
const HEADINGS: Readonly<Partial<Record<AreaLevel, readonly string[]>>> = {
  SUBDISTRICT: ['街道', '街道名称', '所属街道', '所在街道', '街道办', '街道办事处', '镇街', '街镇', 'subdistrict'],
  COMMUNITY: ['社区', '社区名称', '所属社区', '所在社区', '居委会', '社区居委会', '村居', 'community'],
  GRID: ['网格', '网格名称', '所属网格', '所在网格', 'grid'],
  YARD: ['楼院', '楼院名称', '所属楼院', '小区', '小区名称', '所属小区', 'yard'],
};

const LEVELS = Object.values(AreaLevel);

/** Which heading names what the places of the layer lie in, by level; those above the layer's own. */
export function aboveHeadings(headings: readonly string[], layerKey: string): Partial<Record<AreaLevel, string>> {
  const own = exchangeLayers.findIndex(({ key }) => key === layerKey);
  const found: Partial<Record<AreaLevel, string>> = {};
  for (const level of LEVELS.slice(0, own === -1 ? 0 : own)) {
    const heading = headings.find((each) =>
      HEADINGS[level]?.includes(
        each
          .normalize('NFKC')
          .toLowerCase()
          .replaceAll(/[\s_()（）:：*]/g, ''),
      ),
    );
    if (heading !== undefined) found[level] = heading;
  }
  return found;
}
