import { Map as MapLibre, setWorkerUrl, type GeoJSONSource } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { MapLevel } from '../state/levels.ts';
import type { Frame } from '../state/use-place.ts';
import type { Camera } from '../state/view.ts';
import { applyLayers } from './apply-layers.ts';
import { mapFontFaces } from './fonts.ts';
import { AREA_TILES, TILES_FROM } from './ids.ts';
import { layersOf } from './layers/layers.ts';
import { SEA } from './palette.ts';
import { PATTERN_RATIO, PATTERNS } from './patterns.ts';
import type { Region } from './region.ts';
import type { Points, Scene } from './scene.ts';
import { sourcesOf } from './sources.ts';
import type { AreaPaint } from './themes/theme.ts';

setWorkerUrl(workerUrl);

export interface Insets {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** The map library behind a few words of ours: it places what `layersOf` says and reports the camera. */
export class AtlasMap {
  readonly map: MapLibre;
  private placed: ReturnType<typeof layersOf> = [];
  private wanted: Scene | null = null;
  private readonly painted = new Map<MapLevel, readonly AreaPaint[]>();
  private insets: Insets = { top: 0, right: 0, bottom: 0, left: 0 };
  private styled = false;
  private readonly later: (() => void)[] = [];

  constructor(container: HTMLElement, camera: Camera | null) {
    this.map = new MapLibre({
      container,
      style: {
        version: 8,
        'font-faces': mapFontFaces(),
        sources: {},
        layers: [{ id: 'paper', type: 'background', paint: { 'background-color': SEA } }],
      },
      center: camera ? [camera.longitude, camera.latitude] : [0, 0],
      zoom: camera?.zoom ?? 1,
      minZoom: 3,
      maxZoom: 19.5,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      renderWorldCopies: false,
      fadeDuration: 150,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.once('style.load', () => this.prepare());
  }

  private prepare(): void {
    for (const [name, draw] of Object.entries(PATTERNS)) this.map.addImage(name, draw(), { pixelRatio: PATTERN_RATIO });
    for (const [name, source] of Object.entries(sourcesOf(window.location.origin))) this.map.addSource(name, source);
    this.styled = true;
    for (const step of this.later.splice(0)) step();
  }

  private whenStyled(step: () => void): void {
    if (this.styled) step();
    else this.later.push(step);
  }

  show(scene: Scene): void {
    this.wanted = scene;
    this.whenStyled(() => {
      if (!this.wanted) return;
      const next = layersOf(this.wanted);
      applyLayers(this.map, this.placed, next);
      this.placed = next;
    });
  }

  /** Colours arrive as feature state of the level's tiles, loaded or not yet. */
  paint(level: MapLevel, paints: readonly AreaPaint[]): void {
    this.whenStyled(() => {
      const tiles = { source: AREA_TILES[level], sourceLayer: AREA_TILES[level] };
      const kept = new Set(paints.map(({ featureId }) => featureId));
      for (const { featureId } of this.painted.get(level) ?? []) {
        if (!kept.has(featureId)) this.map.removeFeatureState({ ...tiles, id: featureId });
      }
      for (const { featureId, color, hatch, dots } of paints) {
        this.map.setFeatureState({ ...tiles, id: featureId }, { color, hatch, dots });
      }
      this.painted.set(level, paints);
    });
  }

  setPoints<Properties>(source: string, points: Points<Properties>): void {
    this.whenStyled(() => void this.map.getSource<GeoJSONSource>(source)?.setData(points as never));
  }

  /** What covers the map at its edges: cameras are framed and reported for the rest. */
  setInsets(insets: Insets): void {
    if (JSON.stringify(insets) === JSON.stringify(this.insets)) return;
    this.insets = insets;
    this.map.setPadding({ ...insets });
  }

  camera(): Camera {
    const { lng, lat } = this.map.getCenter();
    return { zoom: this.map.getZoom(), latitude: lat, longitude: lng };
  }

  /** What is in sight. */
  region(): Region {
    const bounds = this.map.getBounds();
    return { west: bounds.getWest(), south: bounds.getSouth(), east: bounds.getEast(), north: bounds.getNorth() };
  }

  go({ zoom, latitude, longitude }: Camera): void {
    this.move({ center: [longitude, latitude], zoom }, true);
  }

  frame({ bounds, zooms }: Frame, first: boolean): void {
    const { min, max } = zooms;
    const [west, south, east, north] = bounds;
    const fitted = this.map.cameraForBounds([west, south, east, north], { padding: 8, maxZoom: max });
    const zoom = Math.max(min, fitted?.zoom ?? min);
    this.move({ center: [(west + east) / 2, middleLatitude(south, north)], zoom }, first);
  }

  private move(target: { center: [number, number]; zoom: number }, atOnce: boolean): void {
    const still = atOnce || window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (still) this.map.jumpTo({ ...target, bearing: 0, pitch: 0 });
    else this.map.easeTo({ ...target, duration: 700 });
  }

  /** Asks again for tiles that did not come. */
  reload(): void {
    for (const name of Object.keys(TILES_FROM)) if (this.map.getSource(name)) this.map.refreshTiles(name);
  }

  remove(): void {
    this.map.remove();
  }
}

/** The latitude half-way on the map, where degrees grow towards the poles. */
function middleLatitude(south: number, north: number): number {
  const radians = Math.PI / 180;
  const up = (latitude: number) => Math.log(Math.tan(Math.PI / 4 + (latitude * radians) / 2));
  return (2 * Math.atan(Math.exp((up(south) + up(north)) / 2)) - Math.PI / 2) / radians;
}

export function canDrawMaps(): boolean {
  return document.createElement('canvas').getContext('webgl2') !== null;
}
