import { provenanceLine, type FigureProvenance } from '../i18n/provenances.ts';
import { useWords } from '../i18n/words.ts';
import './figure-definition.css';

interface FigureDefinitionProps {
  readonly definition: string;
  readonly provenances: readonly FigureProvenance[];
}

/** What a figure means and what it rests on, for who wants to know. */
export function FigureDefinition({ definition, provenances }: FigureDefinitionProps) {
  const words = useWords();
  const line = provenanceLine(words, provenances);
  return (
    <details className="figure-definition">
      <summary>{words.t('figure.definition')}</summary>
      <p>{definition}</p>
      {line && <p className="figure-definition__provenance">{line}</p>}
    </details>
  );
}
