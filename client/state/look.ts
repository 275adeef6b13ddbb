import { createContext, useContext } from 'react';
import { OpeningDocument } from '../api/generated.ts';
import { useAnswer } from '../api/use-answer.ts';
import type { Problem } from '../ui/problem.ts';
import { lookOf, openingQuestion, type Look } from './look-of.ts';
import type { View } from './view.ts';

export type { LevelTitle, Look, LookDistrict } from './look-of.ts';

export type LookState =
  | { readonly kind: 'ready'; readonly look: Look }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'empty'; readonly retry: () => void }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly retry: () => void };

export function useLookState(view: View): LookState {
  // On the way to another district the one before stays on the page.
  const answer = useAnswer(OpeningDocument, openingQuestion(view), () => true);
  if (answer.problem) return { kind: 'problem', problem: answer.problem, retry: answer.retry };
  if (!answer.data) return { kind: 'waiting' };
  const look = lookOf(view, answer.data);
  return look ? { kind: 'ready', look } : { kind: 'empty', retry: answer.retry };
}

const LookContext = createContext<Look | null>(null);
export const LookProvider = LookContext.Provider;

export function useLook(): Look {
  const look = useContext(LookContext);
  if (!look) throw new Error('useLook stands outside a LookProvider');
  return look;
}
