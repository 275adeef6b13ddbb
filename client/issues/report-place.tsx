import { useEffect, useState } from 'react';
import { AreasHereDocument, SearchPlacesDocument } from '../api/generated-late.ts';
import { useFresh } from '../api/use-fresh.ts';
import type { Look } from '../state/look.ts';
import { takePoints } from '../state/point-picker.ts';
import { Field } from '../ui/field.tsx';
import type { ReportDraft } from './report-draft.ts';
import { sayReportPoint } from './report-point.ts';
import { useIssueWords } from './words.ts';
import type { IssueWordId } from './zh.ts';

interface ReportPlaceProps {
  readonly look: Look;
  readonly draft: ReportDraft;
  readonly write: (part: Partial<ReportDraft>) => void;
  readonly onOutside: (outside: boolean) => void;
}

const COARSE = 50;

/** Where it is: a click on the map, a name or code, or the phone's own position. */
export function ReportPlace({ look, draft, write, onOutside }: ReportPlaceProps) {
  const { w, count, nameOf } = useIssueWords();
  const { point, accuracy } = draft;
  const [state, setState] = useState<IssueWordId | null>(null);
  const here = useFresh(AreasHereDocument, point).data;
  const outside = here !== undefined && here.district?.code !== look.district.code;
  useEffect(() => onOutside(outside), [outside, onOutside]);
  useEffect(() => {
    sayReportPoint(point);
    return () => sayReportPoint(null);
  }, [point]);
  const place = (part: Partial<ReportDraft>) => write({ accuracy: null, recurrenceOf: null, ...part });
  useEffect(() => takePoints((picked) => place({ point: picked })));

  const locate = () => {
    if (!('geolocation' in navigator)) {
      setState('report.noPosition');
      return;
    }
    setState('report.locating');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setState(null);
        place({ point: { longitude: coords.longitude, latitude: coords.latitude }, accuracy: coords.accuracy });
      },
      ({ code, PERMISSION_DENIED }) => setState(code === PERMISSION_DENIED ? 'report.denied' : 'report.noPosition'),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
    );
  };

  return (
    <fieldset className="report-place">
      <legend>{w('report.where')}</legend>
      <p className="case__fine">{w('report.pick')}</p>
      <p className="report__buttons">
        <button type="button" className="button button--quiet" onClick={locate}>
          {w('report.here')}
        </button>
        <span className="case__fine report-place__help">{w('report.here.help')}</span>
      </p>
      <PlaceSearch look={look} onPoint={(found) => place({ point: found })} />
      <p className="report-place__found" role="status" data-outside={outside}>
        {state && w(state)}
        {point && (
          <>
            <strong>{w('report.picked')}</strong>{' '}
            {here && !outside
              ? w('report.inside', {
                  grid: here.grid ? nameOf(here.grid) : w('report.noGrid'),
                  community: here.community ? nameOf(here.community) : '',
                })
              : ''}{' '}
            <span className="case__fine">
              {point.longitude.toFixed(5)}, {point.latitude.toFixed(5)}
            </span>{' '}
            {accuracy !== null &&
              w(accuracy > COARSE ? 'report.coarse' : 'report.accuracy', { count: count(Math.round(accuracy)) })}
          </>
        )}
      </p>
      {outside && (
        <p className="notice notice--bad" role="alert">
          {w('report.outside', { name: nameOf(look.district) })}
        </p>
      )}
    </fieldset>
  );
}

interface PlaceSearchProps {
  readonly look: Look;
  readonly onPoint: (point: { readonly longitude: number; readonly latitude: number }) => void;
}

function PlaceSearch({ look, onPoint }: PlaceSearchProps) {
  const { w, t, nameOf } = useIssueWords();
  // What is selected on the map is offered first.
  const { place } = look.view;
  const [text, setText] = useState(place?.kind === 'area' && place.code.length > 12 ? place.code : '');
  const asked = text.trim();
  const found = useFresh(SearchPlacesDocument, asked.length < 2 ? null : { text: asked, within: look.district.code });
  // What was found before stays only while more is typed.
  const edges = asked.length < 2 ? [] : (found.data?.search.edges ?? []);
  const places = edges.flatMap(({ node, formerName }) =>
    'centre' in node && 'code' in node && node.centre
      ? [{ code: node.code, name: node.name, nameEn: node.nameEn, centre: node.centre, formerName }]
      : [],
  );
  return (
    <div className="report-place__search">
      <Field label={w('report.codeLabel')}>
        <input
          type="search"
          className="field__input"
          placeholder={w('report.codeHelp')}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <ul>
        {places.slice(0, 6).map((place) => (
          <li key={place.code}>
            <button
              type="button"
              className="row-button"
              onClick={() => {
                onPoint({ longitude: place.centre.longitude, latitude: place.centre.latitude });
                setText('');
              }}
            >
              <span className="row-button__text">
                <span className="row-button__title">{nameOf(place)}</span>
                <span className="row-button__fine">
                  {[place.formerName === null ? null : t('search.former', { name: place.formerName }), place.code]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
