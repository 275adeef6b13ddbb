import { useId, type ReactNode } from 'react';
import type { WordId } from '../i18n/words.ts';
import { Bilingual } from './bilingual.tsx';
import { ExportButton, type ExportOffer } from './export-button.tsx';
import './section.css';

interface SectionProps {
  readonly title: WordId;
  readonly aside?: ReactNode;
  /** What of it can be taken away as a file. */
  readonly exports?: readonly ExportOffer[] | null | undefined;
  readonly children: ReactNode;
}

/** One subject of a panel, under its heading. */
export function Section({ title, aside, exports, children }: SectionProps) {
  const heading = useId();
  return (
    <section className="section" aria-labelledby={heading}>
      <header className="section__head">
        <h2 id={heading}>
          <Bilingual id={title} />
        </h2>
        {aside}
        <ExportButton offers={exports} />
      </header>
      {children}
    </section>
  );
}
