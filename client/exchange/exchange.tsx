import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import type { AtlasMap } from '../map/atlas-map.ts';
import type { Look } from '../state/look.ts';
import type { PlaceState } from '../state/use-place.ts';
import { useViewer } from '../state/viewer.ts';
import type { WantedExport } from '../ui/export-button.tsx';
import { ExportMenu } from './export-menu.tsx';
import { ImportButton } from './import-button.tsx';
import { ImportPanel } from './import-panel.tsx';
import { ask } from './server.ts';

interface ExchangeProps {
  readonly look: Look;
  readonly place: PlaceState;
  readonly wanted: WantedExport | null;
  readonly onTaken: () => void;
  /** Where files may come in, and the first map is drawn: the map, or null in a browser that draws none. */
  readonly map: { readonly atlas: AtlasMap | null } | null | false;
}

/**
 * Files that go out and come in. It comes in one piece and after the first map, or when somebody wants it, so that nothing of
 * it is on the way there.
 */
export function Exchange({ look, place, wanted, onTaken, map }: ExchangeProps) {
  const mayImport = useMayImport(Boolean(map));
  const [importing, setImporting] = useState(false);
  const bar = document.querySelector('.bar');
  return (
    <>
      {wanted && <ExportMenu look={look} wanted={wanted} onClose={onTaken} />}
      {mayImport && bar && createPortal(<ImportButton open={importing} onOpen={() => setImporting(true)} />, bar)}
      {map && importing && (
        <ImportPanel look={look} place={place} atlas={map.atlas} onClose={() => setImporting(false)} />
      )}
    </>
  );
}

/** Whether the server takes files: for whoever runs it on their own machine. */
function useMayImport(near: boolean): boolean {
  const { post } = useViewer();
  // Of posts only planners bring files: others are not asked for, and refused in vain.
  const mayAsk = near && (post === null || post?.kind === 'DISTRICT_PLANNER');
  const [allowed, setAllowed] = useState(false);
  useEffect(() => {
    if (!mayAsk) return;
    const asking = new AbortController();
    ask('/imports', { signal: asking.signal }).then(
      () => setAllowed(true),
      () => undefined,
    );
    return () => asking.abort();
  }, [mayAsk]);
  return mayAsk && allowed;
}
