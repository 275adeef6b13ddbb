import type { ReactNode } from 'react';
import { OFFLINE } from './server.ts';
import { useExchangeWords } from './words.ts';
import '../ui/problem-notice.css';

interface RefusalNoticeProps {
  readonly reason: string;
  /** The server's own sentence. */
  readonly message: string;
  readonly messageZh?: string | null;
  readonly children?: ReactNode;
}

/** Why something did not go: in short, then in the server's words, then what can be done about it. */
export function RefusalNotice({ reason, message, messageZh = null, children }: RefusalNoticeProps) {
  const { t, told, reason: titleOf } = useExchangeWords();
  const title = reason === OFFLINE ? t('problem.OFFLINE') : (titleOf(reason) ?? t('problem.UNAVAILABLE'));
  return (
    <div className="problem refusal" role="alert" data-reason={reason}>
      <p className="problem__title">{title}</p>
      {message && <p className="problem__help" {...told({ message, messageZh })} />}
      {children}
    </div>
  );
}
