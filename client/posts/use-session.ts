import { useApolloClient } from '@apollo/client/react';
import { useEffect, useRef } from 'react';
import { ViewerDocument } from '../api/generated-late.ts';
import { useFresh } from '../api/use-fresh.ts';
import { forgetViewer, onViewerInDoubt, sayViewer, useViewer, type ViewerState } from '../state/viewer.ts';
import { signInAs, signOut } from './session.ts';

export interface Session extends ViewerState {
  readonly signIn: (post: string) => Promise<void>;
  readonly signOut: () => Promise<void>;
}

/** Tells the other pages of this browser that somebody signed in or out here. */
const channel = 'BroadcastChannel' in window ? new BroadcastChannel('atlas-post') : null;

/** Asks who is signed in, and tells the page: at first, and whenever it may be another. Stands once on it. */
export function useViewerAsked(): void {
  const client = useApolloClient();
  const { data, retry } = useFresh(ViewerDocument, {});
  const { post, other } = useViewer();
  const ask = useRef(retry);
  useEffect(() => {
    ask.current = retry;
  });
  useEffect(() => {
    if (data) sayViewer(data.viewer?.post ?? null);
  }, [data]);
  useEffect(() => {
    const again = () => ask.current();
    const look = () => document.visibilityState === 'visible' && again();
    onViewerInDoubt(again);
    channel?.addEventListener('message', again);
    window.addEventListener('focus', again);
    document.addEventListener('visibilitychange', look);
    return () => {
      onViewerInDoubt(() => undefined);
      channel?.removeEventListener('message', again);
      window.removeEventListener('focus', again);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
  const code = post?.code;
  const otherCode = other?.code;
  // Who came here by a sign-in service's page has signed in here, too.
  useEffect(() => channel?.postMessage(code), [code]);
  const before = useRef(otherCode);
  useEffect(() => {
    // Of another only the code is known at first; and what was answered meanwhile was not for this post.
    if (otherCode !== undefined) ask.current();
    else if (before.current !== undefined) void client.resetStore().catch(() => undefined);
    before.current = otherCode;
  }, [client, otherCode]);
}

export function useSession(): Session {
  const client = useApolloClient();
  const state = useViewer();
  /** Another post sees other things: what was asked before is asked again. */
  const begin = async () => {
    forgetViewer();
    channel?.postMessage(null);
    await client.resetStore();
  };
  return {
    ...state,
    signIn: async (post) => {
      await signInAs(post);
      await begin();
    },
    signOut: async () => {
      await signOut();
      await begin();
    },
  };
}
