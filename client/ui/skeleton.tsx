import { useWords } from '../i18n/words.ts';
import './skeleton.css';

/** Where something will be: as many lines as the answer will about have. */
export function Skeleton({ lines = 3 }: { readonly lines?: number }) {
  const { t } = useWords();
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">{t('waiting')}</span>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} className="skeleton__line" aria-hidden="true" />
      ))}
    </div>
  );
}
