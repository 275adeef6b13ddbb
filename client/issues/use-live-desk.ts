import { useApolloClient } from '@apollo/client/react';
import { useEffect } from 'react';
import { onLiveChange } from '../live/changes.ts';
import { askAgain } from '../live/refresh.ts';

const ASKED = ['WorkingList', 'WorkingListCounts', 'Case', 'DuePoints'];
/** Changes that come together are asked for together. */
const GATHER = 300;

/** What other posts do shows on the desk by itself. */
export function useLiveDesk(): void {
  const client = useApolloClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onLiveChange(({ of, resync }) => {
      if (of !== 'issues' && !resync) return;
      clearTimeout(timer);
      timer = setTimeout(() => askAgain(client, ASKED), GATHER);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [client]);
}
