import { useMemo, useState } from 'react';
import { useHealing } from '../api/heal.ts';
import { useWords } from '../i18n/words.ts';
import { dayNumber } from '../state/dates.ts';
import { isMapLevel, type MapLevel } from '../state/levels.ts';
import type { Look } from '../state/look.ts';
import { frameOf, type PlaceFacts, type PlaceState } from '../state/use-place.ts';
import type { View } from '../state/view.ts';
import { fontIsShipped, wearFont } from '../ui/fonts.ts';
import type { AtlasMap } from './atlas-map.ts';
import { DateControl } from './date-control.tsx';
import { fillLevelOf } from './fill-level.ts';
import { FirstMap } from './first-map.tsx';
import { LayersCard } from './layers-card.tsx';
import { LevelLadder } from './level-ladder.tsx';
import { MapCanvas, type PickedArea } from './map-canvas.tsx';
import { MapFrame } from './map-frame.tsx';
import { MapNotices } from './map-notices.tsx';
import type { Region } from './region.ts';
import type { LabelProperties, Points, Scene, SelectedShape } from './scene.ts';
import { THEME_OF } from './themes/themes.ts';
import { useLabels } from './use-labels.ts';
import { usePaintedAround } from './use-painted-around.ts';
import { usePainted } from './use-painted.ts';
import { useIssuePoints, useTowerPoints } from './use-points.ts';
import { useStatusesAhead } from './use-statuses-ahead.ts';
import { useScreen } from './use-screen.ts';
import { ZoomButtons } from './zoom-buttons.tsx';
import './map-stage.css';

const NO_LABELS: Points<LabelProperties> = { type: 'FeatureCollection', features: [] };

interface MapStageProps {
  readonly look: Look;
  readonly place: PlaceState;
  /** The first view is drawn: what can wait for it may come. Null where this browser draws no map. */
  readonly onStanding: (atlas: AtlasMap | null) => void;
}

/** The map with everything that stands on its sheet. */
export function MapStage({ look, place, onStanding }: MapStageProps) {
  const { view, district, asOf } = look;
  const { t } = useWords();
  const { folded, insets } = useScreen();
  const [zoomLevel, setZoomLevel] = useState<MapLevel>(district.levels[0] ?? 'SUBDISTRICT');
  const [atlas, setAtlas] = useState<AtlasMap | null>(null);
  const [region, setRegion] = useState<Region | null>(null);
  const [tilesFailed, setTilesFailed] = useState(false);
  const [drawn, setDrawn] = useState(false);
  const [drawable, setDrawable] = useState(true);
  const [picked, setPicked] = useState<PickedArea | null>(null);
  const [inSight, setInSight] = useState<readonly string[]>([]);
  const level = view.level && district.levels.includes(view.level) ? view.level : zoomLevel;

  const theme = THEME_OF[view.theme];
  const facts = place.kind === 'ready' ? place.facts : null;
  const showIssues = theme.brings.includes('issues') || view.overlays.includes('issues');
  const showTowers = theme.brings.includes('towers') || view.overlays.includes('towers');
  const painted = usePainted(look, level);
  useStatusesAhead(look, level, drawn);
  const names = useLabels(look, level, region, painted.level);
  // Writing that must be fetched comes after the shapes.
  const labels = drawn || !fontIsShipped() ? names : NO_LABELS;
  const issues = useIssuePoints(look, showIssues || facts?.kind === 'issue');
  const towers = useTowerPoints(
    look,
    showTowers || facts?.kind === 'officeBuilding' || facts?.kind === 'partyCommittee',
  );

  const reloadTiles = () => {
    setTilesFailed(false);
    atlas?.reload();
  };
  useHealing({ failing: tilesFailed, well: drawn && !tilesFailed }, reloadTiles);

  const around = usePaintedAround(look, painted.level, inSight);
  const selected = useMemo(
    () => (facts && isPlaceOf(facts, look) ? selectedShape(facts) : pickedShape(picked, view.place)),
    [facts, look, picked, view.place],
  );
  // A place that is not there says nothing of where to look: the district does.
  const lost = place.kind === 'problem';
  const frame = useMemo(
    () => (facts && isPlaceOf(facts, look) ? frameOf(facts) : lost ? district.frame : null),
    [facts, look, lost, district.frame],
  );
  const scene = useMemo(
    (): Scene => ({
      levels: district.levels,
      level,
      fillLevel: painted.level?.fillLevel ?? fillLevelOf(view.theme, level, district.levels),
      day: dayNumber(asOf),
      showIssues,
      showTowers,
      selected,
    }),
    [district.levels, level, painted.level?.fillLevel, view.theme, asOf, showIssues, showTowers, selected],
  );

  return (
    <main className="stage" aria-label={t('map.label')}>
      {drawable ? (
        <MapCanvas
          {...{ look, scene, labels, issues, towers, frame, insets }}
          painted={painted.level}
          around={around}
          unpainted={painted.problem !== undefined}
          onAtlas={setAtlas}
          onLevel={setZoomLevel}
          onRegion={setRegion}
          onTilesFailed={() => setTilesFailed(true)}
          drawn={drawn}
          onUndrawable={() => {
            setDrawable(false);
            onStanding(null);
            wearFont();
          }}
          onDrawn={() => {
            setDrawn(true);
            onStanding(atlas);
            wearFont();
          }}
          onPick={setPicked}
          onDistricts={setInSight}
        />
      ) : (
        <p className="stage__no-map">{t('map.noWebgl')}</p>
      )}
      {drawable && !drawn && <FirstMap look={look} place={place} />}
      <LevelLadder look={look} level={level} />
      <LayersCard look={look} state={painted} level={level} folded={folded} />
      <MapNotices statuses={painted} tilesFailed={tilesFailed} onTilesRetry={reloadTiles} />
      <div className="stage__foot">
        <MapFrame atlas={atlas} />
        {!folded && <DateControl look={look} />}
        {drawable && <ZoomButtons atlas={atlas} />}
      </div>
    </main>
  );
}

/** While the next place is on its way, the one before must not pull the camera back. */
function isPlaceOf(facts: PlaceFacts, { view, district }: Look): boolean {
  if (facts.kind === 'area') return facts.area.code === (view.place?.kind === 'area' ? view.place.code : district.code);
  return facts.kind === view.place?.kind;
}

/** Until the answer about a place that was clicked has come, the outline that was clicked. */
function pickedShape(picked: PickedArea | null, place: View['place']): SelectedShape {
  if (place?.kind !== 'area' || picked?.code !== place.code) return null;
  return { kind: 'area', level: picked.level, featureId: picked.featureId };
}

function selectedShape(facts: PlaceFacts): SelectedShape {
  switch (facts.kind) {
    case 'area': {
      const { level, featureId } = facts.area;
      return isMapLevel(level) ? { kind: 'area', level, featureId } : null;
    }
    case 'officeBuilding':
      return { kind: 'officeBuildings', codes: [facts.office.code] };
    case 'issue':
      return { kind: 'issue', id: facts.issue.id };
    case 'partyCommittee':
      return { kind: 'officeBuildings', codes: facts.committee.officeBuildings.map(({ code }) => code) };
  }
}
