import { useId, type ReactNode } from 'react';
import type { WordId } from '../i18n/words.ts';
import { Bilingual } from './bilingual.tsx';
import './section.css';

interface SectionProps {
  readonly title: WordId;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** One subject of a panel, under its heading. */
export function Section({ title, aside, children }: SectionProps) {
  const heading = useId();
  return (
    <section className="section" aria-labelledby={heading}>
      <header className="section__head">
        <h2 id={heading}>
          <Bilingual id={title} />
        </h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
