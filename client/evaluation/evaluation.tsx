import { EvaluationDocument, EvaluationPeriodsDocument, type EvaluationUnit } from '../api/generated-late.ts';
import { useFresh } from '../api/use-fresh.ts';
import { atInChina } from '../issues/times.ts';
import { useToday } from '../state/today.ts';
import { EVALUATION_UNITS, type Desk } from '../state/desk.ts';
import type { Look } from '../state/look.ts';
import { changeView } from '../state/view-store.ts';
import type { ViewerPost } from '../state/viewer.ts';
import { Field } from '../ui/field.tsx';
import { FigureDefinition } from '../ui/figure-definition.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Freeze } from './freeze.tsx';
import { League } from './league.tsx';
import { monthBefore } from './league.ts';
import { useEvaluationWords } from './words.ts';
import './evaluation.css';

type EvaluationDesk = Extract<Desk, { kind: 'evaluation' }>;

const UNIT = { subdistrict: 'SUBDISTRICT', community: 'COMMUNITY', department: 'DEPARTMENT' } as const satisfies Record<
  string,
  EvaluationUnit
>;
const MONTHS = 6;

interface EvaluationProps {
  readonly look: Look;
  readonly desk: EvaluationDesk;
  readonly post: ViewerPost;
}

/** How subdistricts, communities and departments did in a period: frozen, or as the cases stand now. */
export function Evaluation({ look, desk, post }: EvaluationProps) {
  const now = useToday();
  const { w, pick } = useEvaluationWords();
  const within = post.area?.code ?? look.district.code;
  const months = Array.from({ length: MONTHS }, (_, i) => monthBefore(now, i));
  const shown = { from: desk.from ?? months[0]?.from ?? now, to: desk.to ?? months[0]?.to ?? now };
  const kept = useFresh(EvaluationPeriodsDocument, { within }, () => true).data?.evaluations ?? [];
  const language = look.view.language === 'zh' ? 'ZH' : 'EN';
  const answer = useFresh(EvaluationDocument, { within, ...shown, unit: UNIT[desk.unit], language }, () => true);
  const found = answer.data?.evaluation;
  const go = (part: Partial<EvaluationDesk>) => changeView({ desk: { ...desk, ...part } });
  return (
    <section className="desk__part evaluation">
      <h1>{w('title')}</h1>
      <div className="evaluation__choices">
        <Segmented
          label={w('unit')}
          showLabel
          choices={EVALUATION_UNITS.map((id) => ({ id, label: w(`unit.${id}`) }))}
          chosen={desk.unit}
          onChoose={(unit) => go({ unit })}
        />
        <div className="evaluation__months" role="group" aria-label={w('period')}>
          {months.map(({ from, to }) => (
            <button
              key={from}
              type="button"
              className="button button--quiet"
              aria-pressed={from === shown.from && to === shown.to}
              onClick={() => go({ from, to })}
            >
              {w('period.month', { year: from.slice(0, 4), month: Number(from.slice(5, 7)) })}
            </button>
          ))}
        </div>
        <div className="field__row">
          {(['from', 'to'] as const).map((end) => (
            <Field key={end} label={w(`period.${end}`)}>
              <input
                className="field__input"
                type="date"
                value={shown[end]}
                onChange={(event) => event.target.value && go({ ...shown, [end]: event.target.value })}
              />
            </Field>
          ))}
        </div>
        {kept.length > 0 && (
          <Field label={w('period.kept')}>
            <select
              className="field__input"
              value={`${shown.from} ${shown.to}`}
              onChange={(event) => {
                const [from = null, to = null] = event.target.value.split(' ');
                if (from && to) go({ from, to });
              }}
            >
              <option value="">–</option>
              {kept
                .filter(({ from, to }, i) => kept.findIndex((one) => one.from === from && one.to === to) === i)
                .map(({ from, to }) => (
                  <option key={`${from} ${to}`} value={`${from} ${to}`}>
                    {from} – {to}
                  </option>
                ))}
            </select>
          </Field>
        )}
      </div>
      {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.retry} />}
      {!found && answer.waiting && <Skeleton lines={12} />}
      {found && !answer.problem && (
        <div data-waiting={answer.waiting} className="evaluation__found">
          <p className="evaluation__state">
            <span className={found.frozenAt ? 'tag evaluation__frozen' : 'tag'}>
              {found.frozenAt ? w('period.frozen', { at: atInChina(found.frozenAt) }) : w('period.live')}
            </span>
            <span>
              {found.from} – {found.to}
            </span>
            <span>{w('scheme', { name: pick(found.scheme), version: found.scheme.version })}</span>
          </p>
          <League found={found} name={`${w('title')}_${w(`unit.${desk.unit}`)}_${found.from}_${found.to}`} />
          <p className="evaluation__hint">{w('rate.hint')}</p>
          <FigureDefinition definition={found.definition} provenances={found.provenances} />
          {post.kind === 'DISTRICT_PLANNER' && !found.frozenAt && found.to < now && (
            <Freeze
              period={{ within, from: found.from, to: found.to, unit: UNIT[desk.unit] }}
              onFrozen={answer.retry}
            />
          )}
        </div>
      )}
    </section>
  );
}
