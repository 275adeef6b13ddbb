import { DistrictRenewalDocument } from '../api/generated.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useWords } from '../i18n/words.ts';
import { yearOf } from '../state/dates.ts';
import type { Look } from '../state/look.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Section } from '../ui/section.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import './renewal-section.css';

/** Renewal of the district in the year of the date and in the year before. */
export function RenewalSection({ look, code }: { readonly look: Look; readonly code: string }) {
  const { t, count } = useWords();
  const year = yearOf(look.asOf);
  const answer = useAnswer(
    DistrictRenewalDocument,
    { code, asOf: look.asOf, year, before: year - 1 },
    (before) => before.area?.code === code,
  );
  const area = answer.data?.area;
  const totals = area && 'thisYear' in area ? [area.thisYear, area.yearBefore] : [];
  return (
    <Section
      title="renewal.title"
      exports={totals.map(({ year: planned, projectCount }) => ({
        layer: 'renewal-projects',
        filters: { within: code, year: String(planned) },
        count: projectCount,
      }))}
    >
      {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.retry} />}
      {!area && answer.waiting && <Skeleton lines={2} />}
      {totals.map((total) => (
        <div key={total.year} className="renewal">
          <p className="renewal__year">{t('renewal.year', { year: total.year })}</p>
          <dl>
            <div>
              <dt>{t('renewal.projects')}</dt>
              <dd>{count(total.projectCount)}</dd>
            </div>
            <div>
              <dt>{t('renewal.buildings')}</dt>
              <dd>{count(total.buildingCount)}</dd>
            </div>
            <div>
              <dt>{t('renewal.households')}</dt>
              <dd>{count(total.householdCount)}</dd>
            </div>
          </dl>
        </div>
      ))}
    </Section>
  );
}
