import type { ApolloClient } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useEffect, useSyncExternalStore } from 'react';
import { tellPostRefused } from '../../api/post-header.ts';
import { sayExpired, useViewer } from '../../state/viewer.ts';
import { codeOfChange, type Item } from './change.ts';
import { Outbox, type OutboxState } from './outbox.ts';
import { sendItem } from './send.ts';
import { browserStore } from './store.ts';

let outbox: Outbox | null = null;
let channel: BroadcastChannel | null = null;

function outboxOf(client: ApolloClient): Outbox {
  if (outbox) return outbox;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const made = new Outbox({
    store: browserStore,
    send: (item) => sendItem(client, item),
    alone,
    later: (milliseconds, again) => {
      clearTimeout(timer);
      timer = setTimeout(again, milliseconds);
    },
    // What was changed is asked again wherever it is on the page.
    onSent: () => {
      channel?.postMessage('sent');
      void client.refetchQueries({ include: 'active' });
    },
    onNotSignedIn: (why) => (why === 'UNAUTHENTICATED' ? sayExpired() : tellPostRefused()),
  });
  if ('BroadcastChannel' in window) {
    channel = new BroadcastChannel('atlas-outbox');
    channel.onmessage = () => void made.reload();
  }
  window.addEventListener('online', () => void made.flush());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void made.flush();
  });
  outbox = made;
  return made;
}

/** Of several pages in this browser one sends; where that cannot be agreed on, the keys keep it from being done twice. */
async function alone(work: () => Promise<void>): Promise<void> {
  if ('locks' in navigator) await navigator.locks.request('atlas-outbox', work);
  else await work();
}

export function useOutbox(): OutboxState & { readonly outbox: Outbox } {
  const made = outboxOf(useApolloClient());
  const state = useSyncExternalStore(made.listen, made.current);
  return { ...state, outbox: made };
}

/** Sends on behalf of whoever is signed in. Stands once on the page. */
export function useSending(): void {
  const { post, expired, other } = useViewer();
  const { outbox: made } = useOutbox();
  const code = post?.code ?? null;
  const known = post !== undefined;
  const replaced = other !== null;
  useEffect(() => {
    if (known) void made.begin(code, code !== null && !expired && !replaced);
  }, [made, code, known, expired, replaced]);
}

/** What waits of one case. */
export function itemsOf(items: readonly Item[], code: string): readonly Item[] {
  return items.filter(({ change }) => codeOfChange(change) === code);
}
