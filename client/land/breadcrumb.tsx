import { useWords } from '../i18n/words.ts';
import { printAddress } from '../state/address.ts';
import type { Look } from '../state/look.ts';
import { selectArea } from '../state/selection.ts';
import type { TrailStep } from '../state/use-place.ts';
import { selectionOf } from '../state/view.ts';
import './breadcrumb.css';

/** From the district down to what is selected; each step is a link that also opens in a new tab. */
export function Breadcrumb({ look, trail }: { readonly look: Look; readonly trail: readonly TrailStep[] }) {
  const { t, nameOf } = useWords();
  return (
    <nav className="breadcrumb" aria-label={t('place.trail')}>
      <ol>
        {trail.map((step) => (
          <li key={step.code}>
            <PlaceLink look={look} code={step.code}>
              {nameOf(step)}
            </PlaceLink>
          </li>
        ))}
      </ol>
    </nav>
  );
}

interface PlaceLinkProps {
  readonly look: Look;
  readonly code: string;
  readonly className?: string;
  readonly children: React.ReactNode;
}

/** A way to an area: a real link, followed here without loading the page anew. */
export function PlaceLink({ look, code, className, children }: PlaceLinkProps) {
  const href = printAddress(selectionOf(look.view, { kind: 'area', code })) || '/';
  return (
    <a
      href={href}
      className={className}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        selectArea(code);
      }}
    >
      {children}
    </a>
  );
}
