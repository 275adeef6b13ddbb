import type { GeoJSONSource } from 'maplibre-gl';
import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import { DuePointsDocument, WorkingListCountsDocument } from '../api/generated-late.ts';
import { useFresh } from '../api/use-fresh.ts';
import type { AtlasMap } from '../map/atlas-map.ts';
import { DUE_MARKS } from '../map/ids.ts';
import { useToday } from '../state/today.ts';
import type { Look } from '../state/look.ts';
import { drawDueMarks } from './due-marks.ts';
import { useIssueWords } from './words.ts';
import './due-overlay.css';

const SOURCE = 'due-points';

/** Overdue and nearly due cases on the map, for those who may see them; its legend counts as the lists do. */
export function DueOverlay({ look, atlas }: { readonly look: Look; readonly atlas: AtlasMap }) {
  const now = useToday();
  const { w, count } = useIssueWords();
  const within = look.district.code;
  // Deadlines are of now, whatever day the map shows.
  const points = useFresh(DuePointsDocument, { within, asOf: now }, () => true).data?.issuePoints;
  const counts = useFresh(WorkingListCountsDocument, { within }, () => true).data?.workingListCounts;
  useEffect(() => {
    const { map } = atlas;
    if (!points?.dueStates) return;
    const states = points.dueStates;
    const features = states.flatMap((due, i) =>
      due === 'OVERDUE' || due === 'NEARLY_DUE'
        ? [
            {
              type: 'Feature' as const,
              geometry: {
                type: 'Point' as const,
                coordinates: [points.longitudes[i] ?? 0, points.latitudes[i] ?? 0],
              },
              properties: { id: points.ids[i] ?? '', due },
            },
          ]
        : [],
    );
    const data = { type: 'FeatureCollection' as const, features };
    const place = () => {
      const source = map.getSource<GeoJSONSource>(SOURCE);
      if (source) void source.setData(data);
      else addTo(atlas, data);
    };
    if (map.isStyleLoaded() || map.getSource(SOURCE)) place();
    else map.once('idle', place);
    return () => void map.off('idle', place);
  }, [atlas, points]);
  useEffect(
    () => () => {
      const { map } = atlas;
      if (map.getLayer(DUE_MARKS)) map.removeLayer(DUE_MARKS);
      if (map.getSource(SOURCE)) map.removeSource(SOURCE);
    },
    [atlas],
  );
  const stage = atlas.map.getContainer().closest('.stage');
  if (!stage || !counts) return null;
  return createPortal(
    <ul className="due-legend">
      {(
        [
          ['OVERDUE', counts.overdue],
          ['NEARLY_DUE', counts.dueSoon],
        ] as const
      ).map(([due, number]) => (
        <li key={due} data-due={due}>
          <span className="due-legend__mark" aria-hidden="true" />
          {w(`due.${due}`)} <strong>{count(number)}</strong>
        </li>
      ))}
    </ul>,
    stage,
  );
}

function addTo({ map }: AtlasMap, data: Parameters<GeoJSONSource['setData']>[0]): void {
  drawDueMarks((name, image) => {
    if (!map.hasImage(name)) map.addImage(name, image, { pixelRatio: 2 });
  });
  map.addSource(SOURCE, { type: 'geojson', data: data as never });
  map.addLayer({
    id: DUE_MARKS,
    type: 'symbol',
    source: SOURCE,
    layout: {
      'icon-image': ['match', ['get', 'due'], 'OVERDUE', 'due-over', 'due-nearly'],
      'icon-size': ['interpolate', ['linear'], ['zoom'], 11, 0.6, 15, 1],
      'icon-allow-overlap': true,
      // The names of places stay.
      'icon-ignore-placement': true,
      // What is overdue lies above.
      'symbol-sort-key': ['match', ['get', 'due'], 'OVERDUE', 1, 0],
    },
  });
}
