import { EVERYTHING, TILE_LAYERS } from './layers.ts';

const MS_PER_DAY = 86_400_000;

/** How each layer looks: quiet outlines, and the smallest shapes filled. */
const LOOKS: Readonly<Record<string, { readonly line: string; readonly width: number; readonly fill?: string }>> = {
  districts: { line: '#5b6470', width: 2 },
  subdistricts: { line: '#77808c', width: 1.5 },
  communities: { line: '#939ba6', width: 1 },
  grids: { line: '#aab1ba', width: 0.75 },
  yards: { line: '#7a9e87', width: 0.75, fill: '#dfeae2' },
  buildings: { line: '#b79a74', width: 0.5, fill: '#efe5d6' },
  'office-buildings': { line: '#7c8fb3', width: 0.75, fill: '#dde4f0' },
};

/**
 * A style of MapLibre (version 8) that draws the areas as of a date, `YYYY-MM-DD`. Tiles hold the shapes of every date, so a
 * style of one's own needs the same filter. Without names, which would need fonts.
 */
export function mapStyle(base: string, asOf: string): object {
  const day = Date.parse(`${asOf}T00:00:00Z`) / MS_PER_DAY;
  const filter = ['all', ['<=', ['get', 'from'], day], ['>', ['get', 'to'], day]];
  const layer = (name: string, type: 'fill' | 'line', minzoom: number, paint: object) => ({
    ...{ id: `${name}-${type}`, type, source: EVERYTHING.name, 'source-layer': name, minzoom, filter, paint },
  });
  // What is larger is drawn above what lies in it.
  const layers = TILE_LAYERS.toReversed().flatMap(({ name, minZoom }) => {
    const look = LOOKS[name];
    if (!look) return [];
    const fill = look.fill === undefined ? [] : [layer(name, 'fill', minZoom, { 'fill-color': look.fill })];
    return [...fill, layer(name, 'line', minZoom, { 'line-color': look.line, 'line-width': look.width })];
  });
  return {
    version: 8,
    name: `楼院图谱 · Louyuan Atlas, ${asOf}`,
    sources: { [EVERYTHING.name]: { type: 'vector', url: `${base}/tiles/${EVERYTHING.name}.json` } },
    layers: [{ id: 'background', type: 'background', paint: { 'background-color': '#f7f6f3' } }, ...layers],
  };
}
