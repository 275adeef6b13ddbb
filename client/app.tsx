import { memo, Suspense, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { LANGUAGE_TAGS, LanguageProvider, useWords, type WordId } from './i18n/words.ts';
import { late } from './api/late.ts';
import { DistrictPicker } from './land/district-picker.tsx';
import { SearchBox } from './land/search-box.tsx';
import type { AtlasMap } from './map/atlas-map.ts';
import { FirstMap } from './map/first-map.tsx';
import { PlacePanel } from './place-panel.tsx';
import { useToday } from './state/today.ts';
import { LookProvider, useLookState, type Look, type Missing } from './state/look.ts';
import { usePlace, type PlaceState } from './state/use-place.ts';
import { useView } from './state/use-view.ts';
import { changeView } from './state/view-store.ts';
import { Boundary } from './ui/boundary.tsx';
import { prepareFonts, wearFont } from './ui/fonts.ts';
import { Mark } from './ui/icons.tsx';
import { ProblemNotice } from './ui/problem-notice.tsx';
import { onWantedExport, type WantedExport } from './ui/export-button.tsx';
import { Sheet } from './ui/sheet.tsx';
import { Skeleton } from './ui/skeleton.tsx';
import './app.css';

/**
 * The map library is most of the weight: it is asked for at once, and the panel is read and the first map is drawn while it
 * is on its way.
 */
const mapStage = Promise.all([import('./map/map-stage.tsx'), prepareFonts()]).then(([stage]) => stage);
mapStage.catch(() => undefined);
let mapCode: typeof mapStage | null = mapStage;
const MapStage = late(
  async () => {
    const coming = mapCode ?? import('./map/map-stage.tsx');
    mapCode = null;
    return (await coming).MapStage;
  },
  { mayReload: true },
);

const Exchange = late(async () => (await import('./exchange/exchange.tsx')).Exchange);
const Live = late(async () => (await import('./live/live.tsx')).Live);
const Desk = late(async () => (await import('./desk.tsx')).Desk);
/** Files come in only where nobody but this machine can ask: elsewhere the server need not be asked whether they may. */
const isThisMachine = /^(localhost|127(\.\d+){3}|\[::1])$/.test(window.location.hostname);

export function App() {
  const view = useView();
  useEffect(() => {
    document.documentElement.lang = LANGUAGE_TAGS[view.language];
  }, [view.language]);
  return (
    <LanguageProvider value={view.language}>
      <Opening />
    </LanguageProvider>
  );
}

/** Nothing can be drawn before the district is known: which levels it has, and up to when its data speaks. */
function Opening() {
  const state = useLookState(useView());
  const { t } = useWords();
  if (state.kind === 'ready') {
    return (
      <LookProvider value={state.look}>
        <Atlas look={state.look} missing={state.missing} />
      </LookProvider>
    );
  }
  return (
    <div className="opening">
      <Brand />
      {state.kind === 'waiting' && <Skeleton lines={6} />}
      {state.kind === 'problem' && <ProblemNotice problem={state.problem} onRetry={state.retry} />}
      {state.kind === 'empty' && (
        <div role="alert">
          <p>
            <strong>{t('problem.noData')}</strong>
          </p>
          <p>{t('problem.noData.help')}</p>
          <button type="button" className="button" onClick={state.retry}>
            {t('problem.retry')}
          </button>
        </div>
      )}
    </div>
  );
}

interface AtlasProps {
  readonly look: Look;
  readonly missing: Missing | null;
}

function Atlas({ look, missing }: AtlasProps) {
  const now = useToday();
  const { t } = useWords();
  const asked = usePlace(look);
  const place = useMemo((): PlaceState => (missing ? { kind: 'problem', ...missing } : asked), [missing, asked]);
  const name = nameOf(place);
  // A tap or another layer shows on the map first; the panel, which is far more to write, follows.
  const panelLook = useDeferredValue(look);
  const panelPlace = useDeferredValue(place);
  const [wanted, setWanted] = useState<WantedExport | null>(null);
  useEffect(() => onWantedExport(setWanted), []);
  const [standing, setStanding] = useState<{ readonly atlas: AtlasMap | null } | null>(null);
  useEffect(() => {
    document.title = name ? `${name} · ${t('app.title')}` : t('app.title');
  }, [name, t]);
  return (
    <div className="atlas">
      <a className="skip" href="#panel">
        {t('app.skip')}
      </a>
      <header className="bar">
        <Brand />
        <SearchBox look={look} />
        <DistrictPicker look={look} />
        <button
          type="button"
          className="bar__language"
          lang={LANGUAGE_TAGS[look.view.language === 'zh' ? 'en' : 'zh']}
          title={t('language.switch')}
          onClick={() => changeView({ language: look.view.language === 'zh' ? 'en' : 'zh' })}
        >
          {t('language.other')}
        </button>
      </header>
      <Sheet label={t('panel.label')}>
        <PanelBody look={panelLook} place={panelPlace} />
      </Sheet>
      <Boundary fallback={<MapFailed look={look} place={place} />}>
        <Suspense fallback={<MapToCome look={look} place={place} />}>
          <MapStage look={look} place={place} onStanding={(atlas) => setStanding({ atlas })} />
        </Suspense>
      </Boundary>
      {standing && (
        <Boundary fallback={null}>
          <Suspense fallback={null}>
            {/* The desk speaks of now, whatever day the map shows. */}
            <Live look={look.view.desk ? { ...look, asOf: now } : look} />
          </Suspense>
        </Boundary>
      )}
      {(standing || look.view.desk) && (
        <Boundary fallback={<Failed className="late-failed" why="problem.OFFLINE" />}>
          <Suspense fallback={null}>
            <Desk look={look} place={place} atlas={standing?.atlas ?? null} />
          </Suspense>
        </Boundary>
      )}
      {((standing && isThisMachine) || wanted) && (
        <Boundary fallback={<Failed className="late-failed" why="problem.OFFLINE" />}>
          <Suspense fallback={null}>
            <Exchange {...{ look, place, wanted }} map={isThisMachine && standing} onTaken={() => setWanted(null)} />
          </Suspense>
        </Boundary>
      )}
    </div>
  );
}

/** While the map's code is on its way, its first view. */
function MapToCome(props: { readonly look: Look; readonly place: PlaceState }) {
  const { t } = useWords();
  return (
    <main className="stage-waiting" aria-label={t('map.loading')}>
      <FirstMap {...props} />
    </main>
  );
}

/** The map's code did not come, or broke: its first view stays, and the panel beside it holds the same data. */
function MapFailed(props: { readonly look: Look; readonly place: PlaceState }) {
  useEffect(() => void prepareFonts().then(wearFont, () => undefined), []);
  return (
    <main className="stage-waiting">
      <FirstMap {...props} />
      <Failed className="late-failed" why="map.failed" />
    </main>
  );
}

/** What does not come by itself is asked for again by a page that is loaded anew. */
function Failed({ why, className }: { readonly why: WordId; readonly className: string }) {
  const { t } = useWords();
  return (
    <div role="alert" className={className}>
      <p>{t(why)}</p>
      <button type="button" className="button" onClick={() => window.location.reload()}>
        {t('map.reload')}
      </button>
    </div>
  );
}

/**
 * A new place begins at the top of the panel and is said aloud. Whoever chose it in what it replaces (a line of a list, a
 * step of the breadcrumb) goes on from its heading; whoever is elsewhere stays there. The first place is none that was chosen.
 */
const PanelBody = memo(function PanelBody({ look, place }: { readonly look: Look; readonly place: PlaceState }) {
  const { t } = useWords();
  const name = nameOf(place);
  const top = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState({ name, places: 0 });
  if (name !== '' && (shown.places === 0 || name !== shown.name)) setShown({ name, places: shown.places + 1 });
  useEffect(() => {
    const at = top.current;
    if (shown.places < 2 || !at) return;
    at.scrollIntoView({ block: 'nearest' });
    if (document.activeElement === document.body) at.parentElement?.querySelector<HTMLElement>('h1')?.focus();
  }, [shown]);
  return (
    <>
      <div ref={top} />
      <p className="visually-hidden" role="status">
        {shown.places > 1 && t('place.chosen', { name: shown.name })}
      </p>
      {look.missing && (
        <p className="panel__notice" role="alert">
          {t('missing.district', { code: look.missing, name: look.district.name })}
        </p>
      )}
      <PlacePanel look={look} place={place} />
    </>
  );
});

function Brand() {
  const { t, beside, other } = useWords();
  return (
    <p className="brand">
      <Mark />
      <span className="brand__name">
        {t('app.title')}
        <span className="gloss" lang={LANGUAGE_TAGS[other]}>
          {beside('app.title')}
        </span>
      </span>
    </p>
  );
}

function nameOf(place: PlaceState): string {
  if (place.kind !== 'ready') return '';
  const { facts } = place;
  switch (facts.kind) {
    case 'area':
      return facts.area.name;
    case 'officeBuilding':
      return facts.office.name;
    case 'partyCommittee':
      return facts.committee.name;
    case 'issue':
      return facts.issue.code;
  }
}
