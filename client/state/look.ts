import { createContext, useContext, useEffect, useRef, useState } from 'react';
import { OpeningDocument } from '../api/generated.ts';
import { useAnswer } from '../api/use-answer.ts';
import type { Problem } from '../ui/problem.ts';
import { lookOf, openingQuestion, type Look } from './look-of.ts';
import { useToday } from './today.ts';
import { districtOf, type View } from './view.ts';

export type { LevelTitle, Look, LookDistrict } from './look-of.ts';

/** The district that was chosen did not come: the one before is shown, and the panel says so. */
export interface Missing {
  readonly problem: Problem;
  readonly retry: () => void;
}

export type LookState =
  | { readonly kind: 'ready'; readonly look: Look; readonly missing: Missing | null }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'empty'; readonly retry: () => void }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly retry: () => void };

export function useLookState(view: View): LookState {
  // On the way to another district the one before stays on the page.
  const answer = useAnswer(OpeningDocument, openingQuestion(view), () => true);
  const now = useToday();
  const { problem, retry } = answer;
  const asked = useRef(now);
  useEffect(() => {
    if (asked.current === now) return;
    asked.current = now;
    // Up to when the data speaks may be another day by now, too.
    retry();
  });
  const [last, setLast] = useState(answer.data);
  if (answer.data && answer.data !== last) setLast(answer.data);
  // What the page knows of the district holds although the question could not be asked again.
  const known = problem && last && lookOf(view, last, now);
  if (known) {
    const wanted = districtOf(view);
    const isIt = wanted === null || wanted === known.district.code;
    return { kind: 'ready', look: known, missing: isIt ? null : { problem, retry } };
  }
  if (problem) return { kind: 'problem', problem, retry };
  if (!answer.data) return { kind: 'waiting' };
  const look = lookOf(view, answer.data, now);
  return look ? { kind: 'ready', look, missing: null } : { kind: 'empty', retry };
}

const LookContext = createContext<Look | null>(null);
export const LookProvider = LookContext.Provider;

export function useLook(): Look {
  const look = useContext(LookContext);
  if (!look) throw new Error('useLook stands outside a LookProvider');
  return look;
}
