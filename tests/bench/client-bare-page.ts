import type { SourceSpecification } from 'maplibre-gl';
import { sourceOf } from '../../client/map/ids.ts';

/** Layers the product's first view of a district draws, without colours of any data. */
const DRAWN = ['districts', 'subdistricts', 'communities'];

/**
 * As little as draws a map: the library, the tiles, one camera. `camera` is `zoom/latitude/longitude`. It sets `bareDrawn`
 * when its shapes are on the screen.
 */
export function barePage(sources: Readonly<Record<string, SourceSpecification>>, query: URLSearchParams): string {
  const [zoom, latitude, longitude] = (query.get('camera') ?? '').split('/').map(Number);
  const used = Object.fromEntries(Object.entries(sources).filter(([, source]) => source.type === 'vector'));
  const layers = DRAWN.flatMap((name) => {
    const from = { source: sourceOf(name), 'source-layer': name };
    return [
      { ...from, id: `fill-${name}`, type: 'fill', paint: { 'fill-color': '#3b8781', 'fill-opacity': 0.5 } },
      { ...from, id: `line-${name}`, type: 'line', paint: { 'line-color': '#5d6b6e' } },
    ];
  });
  const style = { version: 8, sources: used, layers };
  const options = { center: [longitude, latitude], zoom, attributionControl: false, fadeDuration: 0 };
  return `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="modulepreload" href="/maplibre-gl.mjs"><link rel="modulepreload" href="/maplibre-gl-worker.mjs">
<style>html,body,#map{margin:0;height:100%}</style></head><body><div id="map"></div><script type="module">
import { Map, setWorkerUrl } from '/maplibre-gl.mjs';
setWorkerUrl('/maplibre-gl-worker.mjs');
const map = new Map({ container: 'map', style: ${JSON.stringify(style)}, ...${JSON.stringify(options)} });
map.on('render', () => { if (map.loaded() && map.areTilesLoaded()) document.body.dataset.drawn = 'true'; });
</script></body></html>`;
}
