import { useWords } from '../i18n/words.ts';
import type { PaintedState } from './use-painted.ts';

interface MapNoticesProps {
  readonly statuses: PaintedState;
  readonly tilesFailed: boolean;
  readonly onTilesRetry: () => void;
}

/** What did not come, over the map, with a way to ask again. */
export function MapNotices({ statuses, tilesFailed, onTilesRetry }: MapNoticesProps) {
  const { t } = useWords();
  const notices = [
    // Of a day without data the panel speaks; asking again would not help.
    statuses.problem &&
      statuses.problem.kind !== 'NOT_FOUND' && { text: t('map.statusesFailed'), retry: statuses.retry },
    tilesFailed && { text: t('map.tilesFailed'), retry: onTilesRetry },
  ].filter((notice) => Boolean(notice));
  return (
    <div className="map-notices" aria-live="polite">
      {notices.map(
        (notice) =>
          notice && (
            <p key={notice.text} className="map-notice">
              {notice.text}
              <button type="button" onClick={notice.retry}>
                {t('problem.retry')}
              </button>
            </p>
          ),
      )}
    </div>
  );
}
