import { useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/words.ts';
import type { Look } from '../state/look.ts';
import { changeView } from '../state/view-store.ts';
import { seesDue, useViewer } from '../state/viewer.ts';
import { OVERLAYS, THEMES, type OverlayId } from '../state/view.ts';
import type { MapLevel } from '../state/levels.ts';
import { Bilingual } from '../ui/bilingual.tsx';
import { ExportButton } from '../ui/export-button.tsx';
import { ChevronDownIcon, CloseIcon, LayersIcon } from '../ui/icons.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { DateControl } from './date-control.tsx';
import { mapOffers } from './export-offers.ts';
import { Legend } from './legend.tsx';
import { THEME_OF } from './themes/themes.ts';
import type { PaintedState } from './use-painted.ts';
import './layers-card.css';

interface LayersCardProps {
  readonly look: Look;
  readonly state: PaintedState;
  /** The level in focus. */
  readonly level: MapLevel;
  readonly folded: boolean;
}

/** Which layer is shown and what its colours mean: beside the map, or behind a button where there is no room. */
export function LayersCard({ folded, ...parts }: LayersCardProps) {
  return folded ? <LayersDialog {...parts} /> : <LayersAside {...parts} />;
}

type Parts = Omit<LayersCardProps, 'folded'>;

function LayersAside(parts: Parts) {
  const { t } = useWords();
  const [open, setOpen] = useState(true);
  return (
    <section className="layers" aria-label={t('layers.open')} data-open={open}>
      <ThemePicker {...parts} />
      <button type="button" className="layers__fold" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="layers__legend-title">
          <Bilingual id="legend.title" />
        </span>
        <ChevronDownIcon />
        <span className="visually-hidden">{t(open ? 'legend.hide' : 'legend.show')}</span>
      </button>
      {open && <Legend {...parts} />}
    </section>
  );
}

function LayersDialog(parts: Parts) {
  const { t } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const { theme } = parts.look.view;
  useEffect(() => {
    const element = dialog.current;
    const closeOutside = (event: MouseEvent) => event.target === element && element?.close();
    element?.addEventListener('click', closeOutside);
    return () => element?.removeEventListener('click', closeOutside);
  }, []);
  return (
    <>
      <button
        type="button"
        className="layers-button"
        aria-haspopup="dialog"
        onClick={() => dialog.current?.showModal()}
      >
        <LayersIcon />
        <span className="layers-button__text">{t(`theme.${theme}`)}</span>
        {/* What the map shows is of a day, and the day is behind this button. */}
        <span className="layers-button__date">{parts.look.asOf}</span>
        <span className="visually-hidden">{t('layers.open')}</span>
      </button>
      <dialog ref={dialog} className="layers-dialog" aria-label={t('layers.open')}>
        <div className="layers-dialog__body">
          <header className="layers-dialog__head">
            <h2>
              <Bilingual id="layers.open" />
            </h2>
            <button
              type="button"
              className="icon-button"
              aria-label={t('layers.close')}
              onClick={() => dialog.current?.close()}
            >
              <CloseIcon />
            </button>
          </header>
          <DateControl look={parts.look} />
          <ThemePicker {...parts} />
          <Legend {...parts} />
        </div>
      </dialog>
    </>
  );
}

function ThemePicker({ look, state, level }: Parts) {
  const { t } = useWords();
  const { view } = look;
  const theme = THEME_OF[view.theme];
  const { post } = useViewer();
  const offered = OVERLAYS.filter((id) => id !== 'due' || seesDue(post));
  const toggle = (id: OverlayId, on: boolean) =>
    changeView({ overlays: OVERLAYS.filter((one) => (one === id ? on : view.overlays.includes(one))) });
  return (
    <div className="themes">
      <ExportButton offers={mapOffers(look, level, state.level)} />
      <fieldset>
        <legend className="themes__title">
          <Bilingual id="layers.title" />
        </legend>
        {THEMES.map((id) => (
          <label key={id} className="themes__choice">
            <input type="radio" name="theme" checked={id === view.theme} onChange={() => changeView({ theme: id })} />
            <span className={`themes__mark themes__mark--${id}`} aria-hidden="true" />
            <span>
              <Bilingual id={`theme.${id}`} />
            </span>
          </label>
        ))}
      </fieldset>
      <fieldset className="themes__overlays">
        <legend className="visually-hidden">{t('layers.overlays')}</legend>
        {offered.map((id) => {
          const brought = theme.brings.includes(id);
          return (
            <label key={id} className="themes__overlay">
              <input
                type="checkbox"
                checked={brought || view.overlays.includes(id)}
                disabled={brought}
                onChange={(event) => toggle(id, event.target.checked)}
              />
              <span>{t(`overlay.${id}`)}</span>
            </label>
          );
        })}
      </fieldset>
      {theme.indicators.length > 0 && (
        <Segmented
          label={t('population.label')}
          showLabel
          choices={(['ALL_GRIDS', 'GRIDS_RENEWED_WITHIN_FIVE_YEARS'] as const).map((id) => ({
            id,
            label: t(`population.${id}`),
          }))}
          chosen={view.population}
          onChoose={(population) => changeView({ population })}
        />
      )}
    </div>
  );
}
