import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import type { AtlasMap } from '../map/atlas-map.ts';
import { useReportPoint } from './report-point.ts';

/** Where the report that is being written lies, on the map. */
export function ReportPin({ atlas: { map } }: { readonly atlas: AtlasMap }) {
  const point = useReportPoint();
  const [at, setAt] = useState<{ readonly x: number; readonly y: number } | null>(null);
  useEffect(() => {
    const place = () => setAt(point && map.project([point.longitude, point.latitude]));
    place();
    map.on('move', place);
    map.on('resize', place);
    return () => {
      map.off('move', place);
      map.off('resize', place);
    };
  }, [map, point]);
  if (!at) return null;
  return createPortal(
    <span className="report-pin" style={{ transform: `translate(${at.x}px, ${at.y}px)` }} aria-hidden="true" />,
    map.getContainer(),
  );
}
