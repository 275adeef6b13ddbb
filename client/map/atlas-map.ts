import {
  GPUInitializationError as CannotDraw,
  Map as MapLibre,
  prewarm,
  setWorkerUrl,
  type GeoJSONSource,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { Frame } from '../state/frame.ts';
import type { MapLevel } from '../state/levels.ts';
import type { Camera } from '../state/view.ts';
import { applyLayers } from './apply-layers.ts';
import { cameraFor } from './camera.ts';
import { mapFontFaces } from './fonts.ts';
import { AREA_TILES, LAND_LAYER, sourceOf, TILES_FROM } from './ids.ts';
import { layersOf } from './layers/layers.ts';
import { SEA } from './palette.ts';
import { Painter } from './painter.ts';
import { PATTERN_RATIO, PATTERNS } from './patterns.ts';
import type { Region } from './region.ts';
import type { Points, Scene } from './scene.ts';
import type { Insets } from './screen.ts';
import { sourcesOf } from './sources.ts';
import { TileAddresses } from './tile-addresses.ts';
import type { AreaPaint } from './themes/theme.ts';

export { CannotDraw };

setWorkerUrl(workerUrl);
// The worker starts while the map is still being set up, instead of after it.
prewarm();

/** The map library behind a few words of ours: it places what `layersOf` says and reports the camera. */
export class AtlasMap {
  readonly map: MapLibre;
  private placed: ReturnType<typeof layersOf> = [];
  private wanted: Scene | null = null;
  private readonly painter: Painter;
  private insets: Insets = { top: 0, right: 0, bottom: 0, left: 0 };
  private styled = false;
  private readonly later: (() => void)[] = [];
  private readonly addresses = new TileAddresses(`${window.location.origin}/tiles/atlas.json`);
  private unwatch: () => void = () => undefined;

  /** Throws a `CannotDraw` where the browser has no WebGL: trying is the only way to know, and trying twice costs a phone a lot. */
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
      transformRequest: this.addresses.transform,
    });
    this.painter = new Painter(this.map);
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.once('style.load', () => this.prepare());
  }

  private prepare(): void {
    for (const [name, draw] of Object.entries(PATTERNS)) this.map.addImage(name, draw(), { pixelRatio: PATTERN_RATIO });
    for (const [name, source] of Object.entries(sourcesOf(window.location.origin))) this.map.addSource(name, source);
    this.unwatch = this.addresses.watch(() => this.reload());
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
    this.whenStyled(() => this.painter.paint(level, paints));
  }

  /** Whether the shapes of a level and their colours are on the map, whatever else is still on its way. */
  hasDrawn(level: MapLevel): boolean {
    const source = sourceOf(AREA_TILES[level]);
    return this.styled && !this.painter.busy && Boolean(this.map.getSource(source)) && this.map.isSourceLoaded(source);
  }

  get painting(): boolean {
    return this.painter.busy;
  }

  /** Codes of the districts in sight. */
  districtsInSight(): string[] {
    if (!this.map.getLayer(LAND_LAYER)) return [];
    const found = this.map.queryRenderedFeatures({ layers: [LAND_LAYER] });
    return [...new Set(found.map(({ properties }) => String(properties['code'])))].sort();
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

  frame(frame: Frame, first: boolean): void {
    const { clientWidth: width, clientHeight: height } = this.map.getContainer();
    const { longitude, latitude, zoom } = cameraFor(frame, { width, height, insets: this.insets });
    this.move({ center: [longitude, latitude], zoom }, first);
  }

  private move(target: { center: [number, number]; zoom: number }, atOnce: boolean): void {
    const still = atOnce || window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (still) this.map.jumpTo({ ...target, bearing: 0, pitch: 0 });
    else this.map.easeTo({ ...target, duration: 700 });
  }

  /** Asks again for tiles: those that did not come, and those that may have changed. */
  reload(): void {
    for (const name of Object.keys(TILES_FROM)) if (this.map.getSource(name)) this.map.refreshTiles(name);
  }

  /** Looks at once whether shapes have changed, and draws those anew. */
  async refresh(): Promise<void> {
    if (await this.addresses.ask()) this.reload();
  }

  remove(): void {
    this.unwatch();
    this.painter.stop();
    this.map.remove();
  }
}
