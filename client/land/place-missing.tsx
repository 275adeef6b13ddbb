import { AreaEverDocument } from '../api/generated-late.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useWords } from '../i18n/words.ts';
import type { Look } from '../state/look.ts';
import { selectPlace } from '../state/selection.ts';
import { changeView } from '../state/view-store.ts';
import { PlaceLink } from './breadcrumb.tsx';
import './place-missing.css';

/** A place that does not stand on the date: whether it ever did, when, and what followed it. */
export function PlaceMissing({ look, code }: { readonly look: Look; readonly code: string }) {
  const { t, nameOf } = useWords();
  const answer = useAnswer(AreaEverDocument, { code });
  const area = answer.data?.areaEver;
  // Whatever is not known yet, or cannot be asked, is no reason to say nothing.
  const name = area ? nameOf(area) : t('missing.code', { code });
  return (
    <div className="problem" role="alert">
      <p className="problem__title">{t('missing.title', { name, date: look.asOf })}</p>
      <p className="problem__help">{area ? whenItStood(area, look.asOf, t) : t('problem.NOT_FOUND.help')}</p>
      {area && area.successors.length > 0 && (
        <>
          <p className="missing__followed">{t('missing.followed')}</p>
          <ul className="missing__successors">
            {area.successors.map((one) => (
              <li key={one.area.code}>
                <PlaceLink look={look} code={one.area.code}>
                  {nameOf(one.area)}
                </PlaceLink>{' '}
                <span className="gloss">{one.area.code}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <p className="problem__actions">
        {area && (
          <button type="button" className="button" onClick={() => changeView({ asOf: area.asOf, camera: null })}>
            {t('missing.then', { date: area.asOf })}
          </button>
        )}
        {look.view.place && (
          <button type="button" className="button button--quiet" onClick={() => selectPlace(null)}>
            {t('problem.home')}
          </button>
        )}
        {!look.view.place && look.view.asOf && (
          <button type="button" className="button button--quiet" onClick={() => changeView({ asOf: null })}>
            {t('missing.latest')}
          </button>
        )}
      </p>
    </div>
  );
}

function whenItStood(
  { validFrom, validTo }: { readonly validFrom: string; readonly validTo: string | null },
  asOf: string,
  t: ReturnType<typeof useWords>['t'],
): string {
  if (asOf < validFrom) return t('missing.begins', { date: validFrom });
  return validTo ? t('missing.ended', { from: validFrom, date: validTo }) : t('problem.NOT_FOUND.help');
}
