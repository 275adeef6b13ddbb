import type { CoverageSurveyRow } from '../../server/care/care-load.service.ts';
import type { Grid } from '../town/model.ts';
import { DEMO_SOURCE } from './context.ts';
import type { StoryContext } from './context.ts';
import type { RenewalStory } from './renewal.ts';

/** Days on which renewed grids were looked into. */
const SURVEYS = ['2023-12-15', '2024-12-16', '2025-12-15'];

/** Every December the grids renewed by then are surveyed for both; of other grids a few, for committees only. */
export function tellSurveys(
  context: StoryContext,
  renewal: RenewalStory,
  others: readonly Grid[],
): CoverageSurveyRow[] {
  const rows: CoverageSurveyRow[] = [];
  const survey = (areaCode: string, surveyedOn: string, indicators: readonly CoverageSurveyRow['indicator'][]) => {
    for (const indicator of indicators) rows.push({ areaCode, indicator, surveyedOn, sourceCode: DEMO_SOURCE });
  };
  for (const surveyedOn of SURVEYS) {
    for (const grid of context.renewed) {
      if (renewal.completedOn(grid) > surveyedOn) continue;
      survey(grid.code, surveyedOn, ['OWNERS_COMMITTEE', 'PROPERTY_SERVICE']);
      if (grid.grown && grid.grown.on > surveyedOn) {
        survey(grid.grown.absorbed, surveyedOn, ['OWNERS_COMMITTEE', 'PROPERTY_SERVICE']);
      }
    }
  }
  for (const [i, grid] of others.entries())
    survey(grid.code, i % 2 === 0 ? '2024-12-16' : '2025-12-15', ['OWNERS_COMMITTEE']);
  return rows;
}
