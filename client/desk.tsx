import { Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { late } from './api/late.ts';
import type { AtlasMap } from './map/atlas-map.ts';
import { CasePage } from './issues/case-page.tsx';
import { DeskButton } from './issues/desk-button.tsx';
import { DeskNav } from './issues/desk-nav.tsx';
import { OutboxPage } from './issues/outbox-page.tsx';
import { useLiveDesk } from './issues/use-live-desk.ts';
import { useSending } from './issues/outbox/use-outbox.ts';
import { WorkingList } from './issues/working-list.tsx';
import { useIssueWords } from './issues/words.ts';
import { Account, ExpiredNotice, OtherPostNotice } from './posts/account.tsx';
import { SignIn } from './posts/sign-in.tsx';
import { useViewerAsked } from './posts/use-session.ts';
import type { Desk as DeskView } from './state/desk.ts';
import type { Look } from './state/look.ts';
import type { PlaceState } from './state/use-place.ts';
import { isOfficial, seesDue, useViewer } from './state/viewer.ts';
import { changeView } from './state/view-store.ts';
import { Boundary } from './ui/boundary.tsx';
import { CloseIcon } from './ui/icons.tsx';
import { Sheet, type Snap } from './ui/sheet.tsx';
import { Skeleton } from './ui/skeleton.tsx';
import './desk.css';

const ReportPage = late(async () => (await import('./issues/report-page.tsx')).ReportPage);
const ReportPin = late(async () => (await import('./issues/report-pin.tsx')).ReportPin);
const CaseSheet = late(async () => (await import('./issues/case-sheet.tsx')).CaseSheet);
const DueOverlay = late(async () => (await import('./issues/due-overlay.tsx')).DueOverlay);
const HardIssues = late(async () => (await import('./hard-issues/hard-issues.tsx')).HardIssues);
const Evaluation = late(async () => (await import('./evaluation/evaluation.tsx')).Evaluation);

interface DeskProps {
  readonly look: Look;
  readonly place: PlaceState;
  readonly atlas: AtlasMap | null;
}

/**
 * The desk of whoever is signed in: lists and cases beside the map, boards and tables over it. It comes in one piece after
 * the first map, or at once where the address asks for it.
 */
export function Desk({ look, place, atlas }: DeskProps) {
  useViewerAsked();
  useSending();
  useLiveDesk();
  const { post, other } = useViewer();
  const { desk, overlays } = look.view;
  const bar = document.querySelector('.bar');
  return (
    <>
      {bar && createPortal(<DeskButton open={desk !== null} />, bar)}
      {desk && <OpenDesk {...{ look, place, atlas, desk }} />}
      <OtherPostNotice />
      {atlas && overlays.includes('due') && seesDue(post) && !other && (
        <Suspense fallback={null}>
          <DueOverlay key={post?.code} look={look} atlas={atlas} />
        </Suspense>
      )}
    </>
  );
}

const WIDE: readonly DeskView['kind'][] = ['sheet', 'hardIssues', 'evaluation'];

function OpenDesk({ look, place, atlas, desk }: DeskProps & { readonly desk: DeskView }) {
  const { w } = useIssueWords();
  const { post, other } = useViewer();
  const [snaps, setSnaps] = useState<Partial<Record<DeskView['kind'], Snap>>>({});
  // Where a place is to be chosen a phone shows the map as well.
  const snap = snaps[desk.kind] ?? (desk.kind === 'report' ? 'middle' : 'high');
  const setSnap = (next: Snap) => setSnaps({ ...snaps, [desk.kind]: next });
  const heading = useRef<HTMLParagraphElement>(null);
  const page = `${desk.kind} ${'code' in desk ? desk.code : ''}`;
  // Another page is read from its beginning.
  useEffect(() => heading.current?.scrollIntoView({ block: 'end' }), [page]);
  const wide = post && WIDE.includes(desk.kind);
  const areaName = place.kind === 'ready' && place.facts.kind === 'area' ? place.facts.area.name : null;
  const content = (
    <div className="desk" data-page={desk.kind}>
      <header className="desk__head">
        <p ref={heading} className="visually-hidden">
          {w('desk.title')}
        </p>
        <button
          type="button"
          className="icon-button"
          aria-label={w('desk.close')}
          onClick={() => changeView({ desk: null })}
        >
          <CloseIcon />
        </button>
      </header>
      <div className="desk__all" hidden={other !== null}>
        {post && <DeskNav desk={desk} post={post} />}
        <ExpiredNotice />
        <Boundary key={page} fallback={<PageFailed />}>
          <Suspense
            fallback={
              <div className="desk__part">
                <Skeleton lines={10} />
              </div>
            }
          >
            <DeskPage {...{ look, desk, areaName }} />
            {atlas && desk.kind === 'report' && <ReportPin atlas={atlas} />}
          </Suspense>
        </Boundary>
        <Account />
      </div>
    </div>
  );
  return wide ? (
    <Over label={w('desk.title')}>{content}</Over>
  ) : (
    <Sheet id="desk" label={w('desk.title')} height={[snap, setSnap]}>
      {content}
    </Sheet>
  );
}

function PageFailed() {
  const { t, w } = useIssueWords();
  return (
    <div className="desk__part" role="alert">
      <p>{w('desk.failed')}</p>
      <button type="button" className="button" onClick={() => window.location.reload()}>
        {t('map.reload')}
      </button>
    </div>
  );
}

/** Over the map and the panel: what needs the width. */
function Over({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <section id="desk" className="desk-over" aria-label={label}>
      {children}
    </section>
  );
}

interface DeskPageProps {
  readonly look: Look;
  readonly desk: DeskView;
  readonly areaName: string | null;
}

function DeskPage({ look, desk, areaName }: DeskPageProps) {
  const { w } = useIssueWords();
  const { post } = useViewer();
  if (post === undefined) {
    return (
      <div className="desk__part">
        <Skeleton lines={8} />
      </div>
    );
  }
  if (post === null) return <SignIn />;
  switch (desk.kind) {
    case 'list':
      return isOfficial(post) || post.kind === 'DASHBOARD' ? (
        <WorkingList look={look} desk={desk} areaName={areaName} />
      ) : (
        <p className="desk__part empty">{w('desk.noCases')}</p>
      );
    case 'case':
      return <CasePage look={look} code={desk.code} />;
    case 'sheet':
      return <CaseSheet code={desk.code} />;
    case 'report':
      return <ReportPage key={post.code} look={look} post={post} />;
    case 'outbox':
      return <OutboxPage />;
    case 'hardIssues':
      return <HardIssues look={look} code={desk.code} />;
    case 'evaluation':
      return <Evaluation look={look} desk={desk} post={post} />;
  }
}
