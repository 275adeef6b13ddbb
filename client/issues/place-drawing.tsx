import type { CaseIssue, CaseOfIssue } from './case-page.tsx';
import { outlineOf } from './outline-of.ts';
import { useIssueWords } from './words.ts';

/** The outline of the building, yard or grid with the place in it: drawn here, so that it needs no map and no network. */
export function PlaceDrawing({ issue, found }: { readonly issue: CaseIssue; readonly found: CaseOfIssue }) {
  const { w } = useIssueWords();
  const drawing = outlineOf(issue.area?.boundary, found.exactPlace);
  if (!drawing) return null;
  const { width, height, path, point } = drawing;
  return (
    <section className="desk__part place-drawing" aria-label={w('case.map')}>
      <h2>{w('case.map')}</h2>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={w('case.map')}>
        <path d={path} />
        {point && <circle cx={point[0]} cy={point[1]} r="6" />}
      </svg>
      <p className="case__fine">{w('case.mapNote', { name: issue.area?.name ?? '' })}</p>
    </section>
  );
}
