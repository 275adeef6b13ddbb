import { useEffect, useRef, useState } from 'react';
import type { AtlasMap } from '../map/atlas-map.ts';
import type { Look } from '../state/look.ts';
import type { PlaceState } from '../state/use-place.ts';
import { changeView } from '../state/view-store.ts';
import { CloseIcon } from '../ui/icons.tsx';
import { Sheet, type Snap } from '../ui/sheet.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { FileChoice } from './file-choice.tsx';
import { ImportForm } from './import-form.tsx';
import { ImportHistory } from './import-history.tsx';
import { MapPin, type Pin } from './map-pin.tsx';
import { RefusalNotice } from './refusal-notice.tsx';
import { ReportView } from './report-view.tsx';
import { TemplateLinks } from './template-links.tsx';
import { useImport } from './use-import.ts';
import { WorkNotice } from './work-notice.tsx';
import { useExchangeWords } from './words.ts';
import './import-panel.css';

interface ImportPanelProps {
  readonly look: Look;
  /** What is selected: a list may be complete for it alone. */
  readonly place: PlaceState;
  /** The map to show places on; null where there is none. */
  readonly atlas: AtlasMap | null;
  readonly onClose: () => void;
}

/** Files come in: a file is chosen, its preview looked at, and only then written. */
export function ImportPanel({ look, place, atlas, onClose }: ImportPanelProps) {
  const { e } = useExchangeWords();
  const importing = useImport(look.asOf, atlas);
  const [pinned, setPinned] = useState<{ readonly of: string; readonly pin: Pin } | null>(null);
  const [snap, setSnap] = useState<Snap>('high');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { report, work, refusal, answer } = importing;
  // Another report, or what became of it, is read from its beginning.
  const shown = report && `${report.key} ${report.state}`;
  useEffect(() => heading.current?.scrollIntoView({ block: 'end' }), [shown]);
  const area = place.kind === 'ready' && place.facts.kind === 'area' ? place.facts.area : null;
  const show =
    atlas &&
    report &&
    ((next: Pin) => {
      setPinned({ of: report.key, pin: next });
      // On a phone the panel makes room for the map.
      setSnap('middle');
      const { zoom, longitude, latitude } = next;
      changeView({ camera: { zoom, longitude, latitude } });
    });
  return (
    <>
      <Sheet id="import" label={e('import.title')} height={[snap, setSnap]}>
        <div className="import">
          <header className="import__head">
            <div>
              <h1 ref={heading} tabIndex={-1}>
                {e('import.title')}
              </h1>
              <p>{e('import.steps')}</p>
            </div>
            <button type="button" className="icon-button" aria-label={e('close')} onClick={onClose}>
              <CloseIcon />
            </button>
          </header>
          {refusal && (
            <div className="import__part">
              {isAboutLayer(refusal.message) ? (
                <RefusalNotice reason="LAYER_UNCLEAR" message="" />
              ) : (
                <RefusalNotice reason={refusal.code} {...refusal.sentences} />
              )}
            </div>
          )}
          {work && <WorkNotice work={work} />}
          {!answer && !refusal && (
            <div className="import__part">
              <Skeleton lines={5} />
            </div>
          )}
          {answer && report && <ReportView key={report.key} {...{ look, area, answer, importing, report, show }} />}
          {answer && !report && (
            <>
              <FileChoice importing={importing} maxBytes={answer.maxBytes} />
              {!importing.file && <TemplateLinks layers={answer.layers} />}
              {importing.file && <ImportForm look={look} area={area} layers={answer.layers} importing={importing} />}
              <ImportHistory answer={answer} importing={importing} />
            </>
          )}
        </div>
      </Sheet>
      {atlas && pinned && pinned.of === report?.key && (
        <MapPin atlas={atlas} pin={pinned.pin} onClear={() => setPinned(null)} />
      )}
    </>
  );
}

/** The one thing of a request that a person has to say because the file does not. */
function isAboutLayer(message: string): boolean {
  return message.endsWith('say the layer.');
}
