import { useWords } from '../i18n/words.ts';
import './state-chip.css';

type CoverageState = 'COVERED' | 'UNCOVERED' | 'UNKNOWN';

/** Yes, no or unknown, each with a mark of its own shape so that colour is not needed to tell them apart. */
export function StateChip({ state }: { readonly state: CoverageState }) {
  const { t } = useWords();
  return (
    <span className={`state-chip state-chip--${state.toLowerCase()}`}>
      <StateMark state={state} />
      {t(`state.${state}`)}
    </span>
  );
}

export function StateMark({ state }: { readonly state: CoverageState }) {
  const marks: Record<CoverageState, string> = {
    COVERED: 'M2.5 6.5 5 9l4.5-6',
    UNCOVERED: 'M3 3l6 6M9 3 3 9',
    UNKNOWN: '',
  };
  return (
    <svg className="state-mark" data-state={state} viewBox="0 0 12 12" width="14" height="14" aria-hidden="true">
      {state === 'UNKNOWN' ? (
        <path d="M1 7 7 1M1 11 11 1M5 11l6-6" stroke="currentColor" strokeWidth="1.1" fill="none" />
      ) : (
        <path d={marks[state]} stroke="currentColor" strokeWidth="1.8" fill="none" strokeLinecap="round" />
      )}
    </svg>
  );
}
