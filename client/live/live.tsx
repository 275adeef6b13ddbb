import { useApolloClient } from '@apollo/client/react';
import { useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useToday } from '../state/today.ts';
import type { Look } from '../state/look.ts';
import { onLiveChange } from './changes.ts';
import type { LiveState } from './feed.ts';
import { followDistrict } from './follow-district.ts';
import { pace } from './pace.ts';
import { askPlaceAgain, refresh, Touched } from './refresh.ts';
import { useLiveWords } from './words.ts';
import './live.css';

/** Keeps what the page shows as it is on the ground, and says in the map's frame whether it does. */
export function Live({ look }: { readonly look: Look }) {
  const now = useToday();
  const isNow = look.asOf >= now;
  const state = useFollowing(look, isNow);
  const { w } = useLiveWords();
  const frame = document.querySelector('.map-frame');
  if (!frame) return null;
  return createPortal(
    <span className="live" data-state={state} role="status" title={w(`${state}.long`)}>
      <span className="live__dot" aria-hidden="true" />
      {w(state)}
    </span>,
    frame,
  );
}

function useFollowing(look: Look, isNow: boolean): LiveState | 'off' {
  const client = useApolloClient();
  const { district, view } = look;
  const placeCode = view.place?.kind === 'area' ? view.place.code : view.place === null ? district.code : null;
  const [state, setState] = useState<LiveState>('reconnecting');
  const shown = useRef(placeCode);
  const missed = useRef(new Set<string>());

  useEffect(() => {
    shown.current = placeCode;
    // It was touched while another place was shown.
    if (placeCode !== null && missed.current.delete(placeCode)) askPlaceAgain(client);
  }, [client, placeCode]);

  useEffect(() => {
    if (!isNow) return;
    const touched = new Touched();
    const pacing = pace(() => {
      refresh(client, touched, shown.current);
      for (const code of touched.codes) if (code !== shown.current) missed.current.add(code);
      touched.clear();
    });
    const stopListening = onLiveChange((change) => {
      touched.add(change);
      pacing.soon();
    });
    const stopFollowing = followDistrict(district.code, setState);
    return () => {
      stopFollowing();
      stopListening();
      pacing.stop();
    };
  }, [client, district.code, isNow]);

  return isNow ? state : 'off';
}
