import { LAYER_OF, type MapLevel } from '../state/levels.ts';
import type { Look } from '../state/look.ts';
import type { OverlayId } from '../state/view.ts';
import type { ExportOffer } from '../ui/export-button.tsx';
import { denominatorOf } from './statuses.ts';
import { THEME_OF } from './themes/themes.ts';
import type { PaintedLevel } from './use-painted.ts';

/** What the map shows of the whole district, as files: what it colours first, then what else it draws. */
export function mapOffers({ view, district }: Look, level: MapLevel, painted: PaintedLevel | null): ExportOffer[] {
  const theme = THEME_OF[view.theme];
  const within = district.code;
  const renewedOnly = theme.indicators.length > 0 && view.population !== 'ALL_GRIDS';
  const areas = (one: MapLevel): ExportOffer => {
    const limited = renewedOnly && one === 'GRID';
    const rows = painted?.fillLevel === one ? painted.rows : null;
    return {
      layer: LAYER_OF[one],
      filters: { within, ...(limited && { population: view.population }) },
      ...(rows && { count: limited ? rows.filter((row) => denominatorOf(row.committee) > 0).length : rows.length }),
    };
  };
  const shows = (overlay: OverlayId) => theme.brings.includes(overlay) || view.overlays.includes(overlay);
  const coloured = painted?.fillLevel ?? level;
  return [
    areas(coloured),
    ...(coloured === level ? [] : [areas(level)]),
    ...(shows('issues') ? [{ layer: 'issues', filters: { within, state: 'OPEN' } }] : []),
    ...(shows('towers') ? [{ layer: 'office-buildings', filters: { within } }] : []),
    ...(theme.id === 'party' ? [{ layer: 'building-party-committees', filters: { within } }] : []),
  ];
}
