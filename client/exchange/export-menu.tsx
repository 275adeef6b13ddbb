import { useLayoutEffect, useRef, useState } from 'react';
import type { Look } from '../state/look.ts';
import type { ExportOffer, WantedExport } from '../ui/export-button.tsx';
import { CloseIcon, DownloadIcon } from '../ui/icons.tsx';
import {
  EXCEL_ROWS,
  exportAddress,
  FORMATS,
  goesWithShapes,
  hasShapes,
  isWritable,
  mayLeaveShapes,
  notesAddress,
  type ExportChoice,
} from './export-address.ts';
import { lastChoice, rememberChoice } from './export-choice.ts';
import { DownloadLink } from './download-link.tsx';
import { longitudeOf, OFFSETS, STORED, systemsAt, systemTitle } from './crs-systems.ts';
import { choicesOf, OfferSummary, offerTitle } from './export-offers.tsx';
import { RefusalNotice } from './refusal-notice.tsx';
import { useExportNotes } from './use-export-notes.ts';
import { useExchangeWords } from './words.ts';
import './export-menu.css';

interface ExportMenuProps {
  readonly look: Look;
  readonly wanted: WantedExport;
  readonly onClose: () => void;
}

/** What is on the page as a file: which rows, in which format, in which coordinates. */
export function ExportMenu({ look, wanted, onClose }: ExportMenuProps) {
  const { e } = useExchangeWords();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (!element.open) element.showModal();
    const closeOutside = (event: MouseEvent) => event.target === element && element.close();
    element.addEventListener('click', closeOutside);
    // It grows when it is known what will be in the file.
    const sizes = new ResizeObserver(() => stand(element, wanted.at));
    sizes.observe(element);
    stand(element, wanted.at);
    return () => {
      element.removeEventListener('click', closeOutside);
      sizes.disconnect();
    };
  }, [wanted]);
  return (
    <dialog ref={dialog} className="export-menu" aria-label={e('export.title')} onClose={onClose}>
      <div className="export-menu__body">
        <header className="export-menu__head">
          <h2>{e('export.title')}</h2>
          <button type="button" className="icon-button" aria-label={e('close')} onClick={() => dialog.current?.close()}>
            <CloseIcon />
          </button>
        </header>
        {wanted.offers[0] && <ExportForm look={look} offers={wanted.offers} first={wanted.offers[0]} />}
      </div>
    </dialog>
  );
}

interface ExportFormProps {
  readonly look: Look;
  readonly offers: readonly ExportOffer[];
  readonly first: ExportOffer;
}

function ExportForm({ look, offers, first }: ExportFormProps) {
  const words = useExchangeWords();
  const { e } = words;
  const choices = choicesOf(offers);
  const [chosen, setChosen] = useState(0);
  const [choice, setChoice] = useState(lastChoice);
  const offer = choices[chosen] ?? first;
  const format = isWritable(offer, choice.format) ? choice.format : 'gpkg';
  const systems = systemsAt(longitudeOf(look));
  const crs = systems.includes(choice.crs) ? choice.crs : STORED;
  const change = (changed: Partial<ExportChoice>) => setChoice(rememberChoice({ ...choice, format, crs, ...changed }));
  const { notes, refusal } = useExportNotes(notesAddress(offer, look.asOf));
  const asked = { format, crs, shapes: choice.shapes };
  const tooMany = format === 'xlsx' && notes !== null && notes.count > EXCEL_ROWS;
  return (
    <>
      {choices.length > 1 && (
        <fieldset className="export-menu__what">
          <legend>{e('export.what')}</legend>
          {choices.map((one, i) => (
            <label key={i} className="option">
              <input type="radio" name="export-what" checked={i === chosen} onChange={() => setChosen(i)} />
              <span>{offerTitle(one, words)}</span>
              {one.count !== undefined && <span className="option__count">{words.count(one.count)}</span>}
            </label>
          ))}
        </fieldset>
      )}
      <OfferSummary offer={offer} asOf={look.asOf} notes={notes} />
      {refusal && <RefusalNotice reason={refusal.code} message={refusal.message} />}
      <fieldset className="export-menu__formats">
        <legend>{e('export.format')}</legend>
        {FORMATS.map((one) => (
          <label key={one} className="format" data-off={!isWritable(offer, one)}>
            <input
              type="radio"
              name="export-format"
              checked={one === format}
              disabled={!isWritable(offer, one)}
              onChange={() => change({ format: one })}
            />
            <span className="format__name">{e(`format.${one}`)}</span>
            <span className="format__hint">{e(`format.${one}.hint`)}</span>
          </label>
        ))}
      </fieldset>
      {!hasShapes(offer) && <p className="export-menu__note">{e('export.noShapes')}</p>}
      {mayLeaveShapes(offer, format) && (
        <label className="option">
          <input
            type="checkbox"
            checked={choice.shapes}
            onChange={({ target }) => change({ shapes: target.checked })}
          />
          <span>{e('export.shapes.csv')}</span>
        </label>
      )}
      {goesWithShapes(offer, asked) && (
        <label className="export-menu__crs">
          <span>{e('export.crs')}</span>
          <select value={crs} onChange={({ target }) => change({ crs: target.value })}>
            {systems.map((one) => (
              <option key={one} value={one}>
                {systemTitle(one, longitudeOf(look), words)}
              </option>
            ))}
          </select>
        </label>
      )}
      {goesWithShapes(offer, asked) && OFFSETS.includes(crs) && (
        <p className="export-menu__warning">{e('export.offset', { crs })}</p>
      )}
      {tooMany && <p className="export-menu__warning">{e('export.excelRows')}</p>}
      <DownloadLink
        key={exportAddress(offer, look.asOf, asked)}
        address={exportAddress(offer, look.asOf, asked)}
        ready={notes !== null && notes.count > 0 && !tooMany}
      >
        <DownloadIcon />
        {e('export.download', { format: e(`format.${format}`) })}
      </DownloadLink>
    </>
  );
}

const AIR = 8;

/** At the button that asked, as far as the window goes; on a phone the style sheet has it come from below. */
function stand(dialog: HTMLDialogElement, at: DOMRect): void {
  const { width, height } = dialog.getBoundingClientRect();
  const left = at.left + width + AIR < window.innerWidth ? at.left : at.right - width;
  const top = Math.min(at.bottom + 4, window.innerHeight - height - AIR);
  dialog.style.setProperty('--left', `${Math.round(Math.max(AIR, left))}px`);
  dialog.style.setProperty('--top', `${Math.round(Math.max(AIR, top))}px`);
}
