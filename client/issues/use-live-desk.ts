import { useApolloClient } from '@apollo/client/react';
import { useEffect } from 'react';
import { serverNow } from '../api/server-clock.ts';
import { onLiveChange } from '../live/changes.ts';
import { askAgain } from '../live/refresh.ts';
import { onReturn } from '../state/on-return.ts';

const ASKED = ['WorkingList', 'WorkingListCounts', 'Case', 'DuePoints'];
/** Changes that come together are asked for together. */
const GATHER = 300;
/** What was asked for so long ago is asked for again when somebody comes back to it. */
const OLD = 60_000;

/** What other posts do shows on the desk by itself, and what time does when somebody comes back to it. */
export function useLiveDesk(): void {
  const client = useApolloClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asked = serverNow();
    const ask = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        asked = serverNow();
        askAgain(client, ASKED);
      }, GATHER);
    };
    const stop = onLiveChange(({ of, resync }) => {
      if (of === 'issues' || resync) ask();
    });
    // Deadlines pass without a change that anyone would tell.
    const leave = onReturn(() => {
      if (Math.abs(serverNow() - asked) >= OLD) ask();
    });
    return () => {
      clearTimeout(timer);
      stop();
      leave();
    };
  }, [client]);
}
