import { useMemo } from 'react';
import { MapIssuePointsDocument, MapOfficePointsDocument } from '../api/generated.ts';
import { useAnswer } from '../api/use-answer.ts';
import type { Look } from '../state/look.ts';
import type { IssueProperties, Points, TowerProperties } from './scene.ts';

/** Open issues of the date as points; null while not wanted or not here yet. */
export function useIssuePoints(look: Look, wanted: boolean): Points<IssueProperties> | null {
  const answer = useAnswer(
    MapIssuePointsDocument,
    wanted ? { within: look.district.code, asOf: look.asOf } : null,
    () => true,
  );
  const columns = answer.data?.issuePoints;
  return useMemo(
    () =>
      columns
        ? pointsOf(columns.longitudes, columns.latitudes, (i) => ({
            id: columns.ids[i] ?? '',
            category: columns.categories[i] ?? '',
          }))
        : null,
    [columns],
  );
}

export function useTowerPoints(look: Look, wanted: boolean): Points<TowerProperties> | null {
  const answer = useAnswer(
    MapOfficePointsDocument,
    wanted ? { within: look.district.code, asOf: look.asOf } : null,
    () => true,
  );
  const columns = answer.data?.officePoints;
  return useMemo(
    () =>
      columns
        ? pointsOf(columns.longitudes, columns.latitudes, (i) => ({
            code: columns.codes[i] ?? '',
            name: columns.names[i] ?? '',
            committees: columns.committeeCounts[i] ?? 0,
          }))
        : null,
    [columns],
  );
}

function pointsOf<Properties>(
  longitudes: readonly number[],
  latitudes: readonly number[],
  propertiesOf: (i: number) => Properties,
): Points<Properties> {
  return {
    type: 'FeatureCollection',
    features: longitudes.map((longitude, i) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [longitude, latitudes[i] ?? 0] },
      properties: propertiesOf(i),
    })),
  };
}
