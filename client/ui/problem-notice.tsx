import { useWords, type Words } from '../i18n/words.ts';
import type { Problem } from './problem.ts';
import './problem-notice.css';

interface ProblemNoticeProps {
  readonly problem: Problem;
  readonly onRetry: () => void;
  readonly onHome?: () => void;
}

export function ProblemNotice({ problem, onRetry, onHome }: ProblemNoticeProps) {
  const words = useWords();
  const { t } = words;
  return (
    <div className="problem" role="alert">
      <p className="problem__title">{t(`problem.${problem.kind}`)}</p>
      <p className="problem__help">{helpOf(problem, words)}</p>
      <p className="problem__actions">
        <button type="button" className="button" onClick={onRetry}>
          {t('problem.retry')}
        </button>
        {onHome && (
          <button type="button" className="button button--quiet" onClick={onHome}>
            {t('problem.home')}
          </button>
        )}
      </p>
    </div>
  );
}

function helpOf(problem: Problem, { t, language }: Words): string {
  switch (problem.kind) {
    case 'OFFLINE':
      return t('problem.OFFLINE.help');
    case 'UNAVAILABLE':
      return t('problem.UNAVAILABLE.help', { status: problem.status });
    case 'NOT_FOUND':
      return t('problem.NOT_FOUND.help');
    case 'REFUSED':
      return language === 'zh' ? problem.messageZh : problem.message;
  }
}
