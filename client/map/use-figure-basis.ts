import {
  CountsBasisDocument,
  CoverageBasisDocument,
  type CountsBasisQueryVariables,
  type CoverageBasisQueryVariables,
} from '../api/generated.ts';
import { useAnswer } from '../api/use-answer.ts';
import type { FigureProvenance } from '../i18n/provenances.ts';
import type { Look } from '../state/look.ts';
import type { Theme } from './themes/theme.ts';

export interface ShownBasis {
  /** All that occur among what the figures of the legend rest on. */
  readonly provenances: readonly FigureProvenance[];
  /** What a theme counts that is no coverage, in words; null for coverage. */
  readonly definition: string | null;
}

/** What the figures of a theme rest on: asked beside the colours, which do not wait for it, and of nothing that is not shown. */
export function useFigureBasis(look: Look, theme: Theme): ShownBasis {
  const coverage = useAnswer(CoverageBasisDocument, coverageQuestion(look, theme)).data?.areaStatuses;
  const counts = useAnswer(CountsBasisDocument, countsQuestion(look, theme)).data?.areaStatuses;
  const counted = counts?.openIssuesBasis ?? counts?.partyCommitteesBasis;
  const occurring = [coverage?.committee?.basis, coverage?.property?.basis, counted].flatMap(
    (basis) => basis?.provenances ?? [],
  );
  return { provenances: [...new Set(occurring)].sort(), definition: counted?.definition ?? null };
}

function coverageQuestion({ view, district, asOf }: Look, { indicators }: Theme): CoverageBasisQueryVariables | null {
  if (indicators.length === 0) return null;
  const [committee, property] = [indicators.includes('committee'), indicators.includes('property')];
  return { within: district.code, population: view.population, asOf, committee, property };
}

function countsQuestion({ view, district, asOf }: Look, { id, indicators }: Theme): CountsBasisQueryVariables | null {
  if (indicators.length > 0) return null;
  const language = view.language === 'zh' ? 'ZH' : 'EN';
  return { within: district.code, asOf, language, issues: id === 'issues' };
}
