import {
  CoverageChangesDocument,
  IssueChangesDocument,
  type CoverageChangesSubscription,
  type IssueChangesSubscription,
} from '../api/generated-late.ts';
import { tellBack } from '../api/heal.ts';
import { firstCursor } from '../api/live-cursor.ts';
import { tellLiveChange } from './changes.ts';
import { openFeed, type Cursors, type Feed, type LiveState } from './feed.ts';
import { openSource } from './source.ts';

/** A page nobody looks at lets its connection go after this time, and catches up when it is looked at again. */
const HIDDEN_MS = 60_000;

/** Where each district was left, for when the page comes back to it. */
const leftAt = new Map<string, Cursors>();

/** Follows what changes in a district, through sleep, broken lines and hidden pages. */
export function followDistrict(within: string, onState: (state: LiveState) => void): () => void {
  const start = firstCursor();
  const feed = openFeed({
    open: openSource,
    follow: (source, after, { told, over }) => {
      source.subscribe<IssueChangesSubscription>(
        IssueChangesDocument,
        { within, after: after.issues },
        {
          next: ({ issueChanges: { cursor, kind, code, areaCodes } }) =>
            told({ cursor, change: { of: 'issues', code, areaCodes, resync: kind === 'RESYNC' } }),
          over,
        },
      );
      source.subscribe<CoverageChangesSubscription>(
        CoverageChangesDocument,
        { within, after: after.coverage },
        {
          next: ({ coverageChanges: { cursor, areaCodes, resync } }) =>
            told({ cursor, change: { of: 'coverage', code: null, areaCodes, resync } }),
          over,
        },
      );
    },
    after: leftAt.get(within) ?? { issues: start, coverage: start },
    onChange: tellLiveChange,
    onState: (state) => {
      onState(state);
      // Who could not be asked may be asked again.
      if (state === 'live') tellBack();
    },
  });
  const stopWatching = watchPage(feed);
  return () => {
    stopWatching();
    leftAt.set(within, feed.cursors);
    feed.stop();
  };
}

function watchPage(feed: Feed): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') timer = setTimeout(() => feed.rest(), HIDDEN_MS);
    else feed.wake();
  };
  const wake = (): void => feed.wake();
  document.addEventListener('visibilitychange', look);
  window.addEventListener('online', wake);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
    window.removeEventListener('online', wake);
  };
}
