import type { Map as MapLibre } from 'maplibre-gl';
import type { MapLevel } from '../state/levels.ts';
import { AREA_TILES, sourceOf } from './ids.ts';
import type { AreaPaint } from './themes/theme.ts';

/** Milliseconds of a frame spent on handing over colours; the library's own work on them comes on top. */
const BUDGET_MS = 4;
/** Colours handed over before the clock is looked at. */
const BATCH = 100;
/** More than this in one frame, and the library would draw it late. */
const MOST_PER_FRAME = 1500;

type Step = () => void;

/**
 * Brings colours to the map as feature state of the tiles, loaded or not yet: only those that differ from what the map
 * has, and a frame's worth at a time.
 */
export class Painter {
  private readonly painted = new Map<MapLevel, Map<number, AreaPaint>>();
  private steps: Iterator<Step> | null = null;
  private frame = 0;

  constructor(private readonly map: MapLibre) {}

  /** Whether colours are still on their way to the map. */
  get busy(): boolean {
    return this.steps !== null;
  }

  /** All colours of a level. What was not finished before is taken up in it. */
  paint(level: MapLevel, paints: readonly AreaPaint[]): void {
    this.steps = this.changes(level, paints);
    cancelAnimationFrame(this.frame);
    this.work();
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    this.steps = null;
  }

  private work(): void {
    const end = performance.now() + BUDGET_MS;
    for (let done = 0; done < MOST_PER_FRAME; done++) {
      const next = this.steps?.next();
      if (!next || next.done) {
        this.steps = null;
        return;
      }
      next.value();
      if (done % BATCH === BATCH - 1 && performance.now() > end) break;
    }
    this.frame = requestAnimationFrame(() => this.work());
  }

  private *changes(level: MapLevel, paints: readonly AreaPaint[]): Generator<Step, void> {
    const tiles = { source: sourceOf(AREA_TILES[level]), sourceLayer: AREA_TILES[level] };
    const before = this.painted.get(level) ?? new Map<number, AreaPaint>();
    this.painted.set(level, before);
    const kept = new Set(paints.map(({ featureId }) => featureId));
    for (const id of [...before.keys()]) {
      if (kept.has(id)) continue;
      yield () => {
        before.delete(id);
        this.map.removeFeatureState({ ...tiles, id });
      };
    }
    for (const paint of paints) {
      if (looksSame(before.get(paint.featureId), paint)) continue;
      yield () => {
        const { featureId: id, color, hatch, dots } = paint;
        before.set(id, paint);
        this.map.setFeatureState({ ...tiles, id }, { color, hatch, dots });
      };
    }
  }
}

function looksSame(one: AreaPaint | undefined, other: AreaPaint): boolean {
  return one?.color === other.color && one.hatch === other.hatch && one.dots === other.dots;
}
