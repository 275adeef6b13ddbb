import { useApolloClient } from '@apollo/client/react';
import { useEffect } from 'react';
import { ViewerDocument } from '../api/generated-late.ts';
import { useFresh } from '../api/use-fresh.ts';
import { forgetViewer, sayViewer, useViewer, type ViewerState } from '../state/viewer.ts';
import { signInAs, signOut } from './session.ts';

export interface Session extends ViewerState {
  readonly signIn: (post: string) => Promise<void>;
  readonly signOut: () => Promise<void>;
}

/** Asks who is signed in, and tells the page. Stands once on it. */
export function useViewerAsked(): void {
  const { data } = useFresh(ViewerDocument, {});
  useEffect(() => {
    if (data) sayViewer(data.viewer?.post ?? null);
  }, [data]);
}

export function useSession(): Session {
  const client = useApolloClient();
  const state = useViewer();
  return {
    ...state,
    signIn: async (post) => {
      await signInAs(post);
      // Another post sees other things: what was asked before is asked again.
      forgetViewer();
      await client.resetStore();
    },
    signOut: async () => {
      await signOut();
      forgetViewer();
      await client.resetStore();
    },
  };
}
