import { useEffect, useState } from 'react';
import type { Work } from './use-import.ts';
import { useExchangeWords } from './words.ts';

/** What is going on, how far it is, and a way to stop it as long as nothing is written. */
export function WorkNotice({ work }: { readonly work: Work }) {
  const { e } = useExchangeWords();
  const seconds = useSeconds();
  const sent = work.kind === 'sending' ? work.share : 1;
  const text =
    work.kind === 'confirming'
      ? e('confirm.writing')
      : work.kind === 'undoing'
        ? e('undo.working')
        : e(sent < 1 ? 'upload.sending' : 'upload.reading');
  return (
    <div className="work import__part" role="status">
      <p className="work__text">
        {text}
        <span>{sent < 1 ? `${Math.floor(sent * 100)}%` : e('upload.seconds', { count: seconds })}</span>
      </p>
      <progress className="work__bar" aria-label={text} {...(sent < 1 ? { value: sent, max: 1 } : {})} />
      {work.kind === 'sending' && (
        <button type="button" className="button button--quiet" onClick={work.cancel}>
          {e('upload.cancel')}
        </button>
      )}
    </div>
  );
}

function useSeconds(): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const began = Date.now();
    const timer = setInterval(() => setSeconds(Math.round((Date.now() - began) / 1000)), 1000);
    return () => clearInterval(timer);
  }, []);
  return seconds;
}
