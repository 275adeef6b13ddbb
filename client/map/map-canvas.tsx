import { useEffect, useEffectEvent, useRef, useState } from 'react';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { MapMouseEvent } from 'maplibre-gl';
import { useWords } from '../i18n/words.ts';
import type { Frame } from '../state/frame.ts';
import { levelAtZoom, type MapLevel } from '../state/levels.ts';
import type { Look } from '../state/look.ts';
import { selectPlace } from '../state/selection.ts';
import { rememberCamera } from '../state/view-store.ts';
import { offerPoint } from '../state/point-picker.ts';
import { sameCamera } from '../state/view.ts';
import { AtlasMap, CannotDraw } from './atlas-map.ts';
import { followHover } from './hover.ts';
import { AREA_LABELS, ISSUE_POINTS, OFFICE_POINTS } from './ids.ts';
import { hitAt, hitNear, openCluster, type Hit } from './pointer.ts';
import { snapRegion, type Region } from './region.ts';
import type { IssueProperties, LabelProperties, Points, Scene, TowerProperties } from './scene.ts';
import type { Insets } from './screen.ts';
import { NO_POINTS } from './sources.ts';
import type { PaintedAround } from './use-painted-around.ts';
import type { PaintedLevel } from './use-painted.ts';
import './map-canvas.css';

interface MapCanvasProps {
  readonly look: Look;
  readonly scene: Scene;
  readonly painted: PaintedLevel | null;
  readonly around: PaintedAround;
  /** The statuses did not come: no colour is better than that of another date. */
  readonly unpainted: boolean;
  readonly labels: Points<LabelProperties>;
  readonly issues: Points<IssueProperties> | null;
  readonly towers: Points<TowerProperties> | null;
  /** Where the selected place lies; null while that is not known yet. */
  readonly frame: Frame | null;
  readonly insets: Insets;
  readonly onAtlas: (atlas: AtlasMap | null) => void;
  readonly onLevel: (level: MapLevel) => void;
  readonly onRegion: (region: Region) => void;
  readonly onTilesFailed: () => void;
  /** This browser cannot draw maps. */
  readonly onUndrawable: () => void;
  /** The shapes in sight and their colours are on the map for the first time. */
  readonly onDrawn: () => void;
  readonly onPick: (area: PickedArea) => void;
  readonly onDistricts: (codes: readonly string[]) => void;
  readonly drawn: boolean;
}

export type PickedArea = Extract<Hit, { kind: 'area' }>;

export function MapCanvas(props: MapCanvasProps) {
  const { look, scene, painted, around, drawn, unpainted, labels, issues, towers, frame, insets } = props;
  const { t } = useWords();
  const container = useRef<HTMLDivElement>(null);
  const framed = useRef(false);
  const [atlas, setAtlas] = useState<AtlasMap | null>(null);
  const [settled, setSettled] = useState(false);
  const [tip, setTip] = useState<Tip | null>(null);
  const { camera } = look.view;
  const { fillLevel } = scene;

  const firstCamera = useEffectEvent(() => look.view.camera);
  const told = useEffectEvent((made: AtlasMap | null) => props.onAtlas(made));
  const drawing = useRef(true);
  const rendered = useEffectEvent((made: AtlasMap) => {
    if (!drawing.current || !painted || !made.hasDrawn(painted.fillLevel)) return;
    drawing.current = false;
    props.onDrawn();
  });
  const settles = useEffectEvent((made: AtlasMap) => {
    if (made.painting) return;
    setSettled(true);
    props.onDistricts(made.districtsInSight());
    if (!drawing.current) return;
    drawing.current = false;
    props.onDrawn();
  });
  const chose = useEffectEvent((made: AtlasMap, found: Hit | null) => {
    if (found?.kind === 'area') props.onPick(found);
    choose(made, found);
  });
  const undrawable = useEffectEvent(() => props.onUndrawable());
  const failed = useEffectEvent(() => props.onTilesFailed());
  const zoomed = useEffectEvent((made: AtlasMap) =>
    props.onLevel(levelAtZoom(made.camera().zoom, look.district.levels)),
  );
  const looked = useEffectEvent((made: AtlasMap) => props.onRegion(snapRegion(made.region())));
  const rested = useEffectEvent((made: AtlasMap) => {
    if (!framed.current) return;
    rememberCamera(made.camera());
    props.onRegion(snapRegion(made.region()));
  });
  const hit = useEffectEvent((made: AtlasMap, point: MapMouseEvent['point']) => hitAt(made.map, point, scene));
  const hovered = useEffectEvent((at: { x: number; y: number } | null, found: Hit | null) => {
    const text = found ? tipOf(found, painted) : '';
    setTip(at && text ? { x: at.x, y: at.y, text, ...sideOf(at, container.current?.clientWidth ?? 0) } : null);
  });
  // The cross points at ground: a name that happens to lie there is not what it shows.
  const centreHit = useEffectEvent((made: AtlasMap) =>
    hitNear(made.map, made.map.project(made.map.getCenter()), scene.level),
  );

  useEffect(() => {
    const element = container.current;
    if (!element) return;
    const made = madeOr(undrawable, () => new AtlasMap(element, firstCamera()));
    if (!made) return;
    const { map } = made;
    map.on('zoom', () => zoomed(made));
    map.on('moveend', () => rested(made));
    map.on('render', () => rendered(made));
    map.on('idle', () => settles(made));
    map.on('dataloading', () => setSettled(false));
    map.on('movestart', () => setSettled(false));
    map.on('error', ({ error }) => {
      console.warn(error);
      failed();
    });
    map.on('click', ({ point, lngLat: { lng, lat } }) => {
      if (!offerPoint({ longitude: lng, latitude: lat })) chose(made, hit(made, point));
    });
    map.getCanvas().addEventListener('keydown', (event) => {
      if (event.key === 'Enter') chose(made, centreHit(made));
    });
    followHover(made, (point) => hit(made, point), hovered);
    setAtlas(made);
    told(made);
    return () => {
      told(null);
      made.remove();
    };
  }, []);

  useEffect(() => {
    if (atlas) atlas.map.getCanvas().setAttribute('aria-label', t('map.label'));
  }, [atlas, t]);
  useEffect(() => atlas?.setInsets(insets), [atlas, insets]);
  useEffect(() => atlas?.show(scene), [atlas, scene]);
  useEffect(() => {
    if (painted) atlas?.paint(painted.fillLevel, [...painted.painted.paints, ...around.paints]);
    else if (unpainted) atlas?.paint(fillLevel, []);
  }, [atlas, painted, around, drawn, unpainted, fillLevel]);
  useEffect(() => atlas?.setPoints(AREA_LABELS, labels), [atlas, labels]);
  useEffect(() => atlas?.setPoints(ISSUE_POINTS, issues ?? NO_POINTS_YET), [atlas, issues]);
  useEffect(() => atlas?.setPoints(OFFICE_POINTS, towers ?? NO_POINTS_YET), [atlas, towers]);

  // The address rules the camera: one it names is gone to, one it leaves open frames the place.
  useEffect(() => {
    if (!atlas) return;
    if (camera) {
      framed.current = true;
      if (!sameCamera(atlas.camera(), camera)) atlas.go(camera);
      zoomed(atlas);
      looked(atlas);
    } else if (frame) {
      const first = !framed.current;
      framed.current = true;
      atlas.frame(frame, first);
    }
  }, [atlas, camera, frame]);

  return (
    <div
      className="map-canvas"
      data-settled={settled}
      data-level={scene.level}
      data-fill-level={scene.fillLevel}
      data-theme={painted?.theme.id}
      data-drawn={drawn}
      data-selected={scene.selected !== null}
      data-districts={around.districts + 1}
    >
      <div ref={container} className="map-canvas__map" />
      <span className="map-canvas__cross" style={crossAt(insets)} aria-hidden="true" />
      {tip && (
        <span
          className="map-canvas__tip"
          data-leftward={tip.leftward}
          data-below={tip.below}
          style={{ left: tip.x, top: tip.y }}
        >
          {tip.text}
        </span>
      )}
    </div>
  );
}

function madeOr(undrawable: () => void, make: () => AtlasMap): AtlasMap | null {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof CannotDraw)) throw error;
    undrawable();
    return null;
  }
}

const NO_POINTS_YET: Points<never> = { ...NO_POINTS, features: [] };

function choose(atlas: AtlasMap, hit: Hit | null): void {
  if (!hit) return;
  if (hit.kind === 'cluster') void openCluster(atlas.map, hit);
  else if (hit.kind === 'area') selectPlace({ kind: 'area', code: hit.code });
  else if (hit.kind === 'issue') selectPlace({ kind: 'issue', id: hit.id });
  else selectPlace({ kind: 'officeBuilding', code: hit.code });
}

function tipOf(hit: Hit, painted: PaintedLevel | null): string {
  if (hit.kind === 'officeBuilding') return hit.name;
  if (hit.kind !== 'area') return '';
  if (painted?.fillLevel !== hit.level) return hit.name;
  const value = painted.painted.paints.find(({ featureId }) => featureId === hit.featureId)?.value;
  return value ? `${hit.name}  ${value}` : hit.name;
}

interface Tip {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly leftward: boolean;
  readonly below: boolean;
}

/** Room a tip wants above the pointer, in pixels. */
const TIP_HEIGHT = 44;

/** To which side of the pointer a tip goes, so that the edge of the map does not cut it: to the one with more room. */
const sideOf = ({ x, y }: { readonly x: number; readonly y: number }, width: number) => ({
  leftward: x > width / 2,
  below: y < TIP_HEIGHT,
});

function crossAt({ top, right, bottom, left }: Insets) {
  return { left: `calc(50% + ${(left - right) / 2}px)`, top: `calc(50% + ${(top - bottom) / 2}px)` };
}
