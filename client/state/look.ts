import { createContext, useContext } from 'react';
import type { AreaLevel, DistrictsQuery } from '../api/generated.ts';
import { DistrictsDocument } from '../api/generated.ts';
import type { Problem } from '../ui/problem.ts';
import { useAnswer } from '../api/use-answer.ts';
import { defaultDate, today } from './dates.ts';
import { isMapLevel, type MapLevel } from './levels.ts';
import { districtOf, type View } from './view.ts';

type DistrictNode = DistrictsQuery['districts']['edges'][number]['node'];

export interface LevelTitle {
  readonly level: AreaLevel;
  readonly titleZh: string;
  readonly titleEn: string;
}

export interface LookDistrict {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string | null;
  readonly figuresAsOf: string | null;
  readonly titles: readonly LevelTitle[];
  /** The levels this district uses that have shapes, coarse to fine. */
  readonly levels: readonly MapLevel[];
}

/** The view with what was left open filled in from the district's own data. */
export interface Look {
  readonly view: View;
  readonly district: LookDistrict;
  readonly districts: readonly LookDistrict[];
  /** The date every number on the page speaks of. */
  readonly asOf: string;
  /** The last date that can be chosen. */
  readonly latest: string;
}

export type LookState =
  | { readonly kind: 'ready'; readonly look: Look }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'empty'; readonly retry: () => void }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly retry: () => void };

export function useLookState(view: View): LookState {
  const answer = useAnswer(DistrictsDocument, {});
  if (answer.problem) return { kind: 'problem', problem: answer.problem, retry: answer.retry };
  if (!answer.data) return { kind: 'waiting' };
  const districts = answer.data.districts.edges.map(({ node }) => lookDistrict(node));
  const named = districtOf(view);
  const district = districts.find(({ code }) => code === named) ?? districts[0];
  if (!district) return { kind: 'empty', retry: answer.retry };
  const latest = defaultDate(today(), district.figuresAsOf);
  return { kind: 'ready', look: { view, district, districts, asOf: view.asOf ?? latest, latest } };
}

function lookDistrict(node: DistrictNode): LookDistrict {
  const titles = 'levels' in node ? [...node.levels].sort((a, b) => a.rank - b.rank) : [];
  return {
    code: node.code,
    name: node.name,
    nameEn: node.nameEn,
    figuresAsOf: 'figuresAsOf' in node ? node.figuresAsOf : null,
    titles,
    levels: titles.map(({ level }) => level).filter(isMapLevel),
  };
}

const LookContext = createContext<Look | null>(null);
export const LookProvider = LookContext.Provider;

export function useLook(): Look {
  const look = useContext(LookContext);
  if (!look) throw new Error('useLook stands outside a LookProvider');
  return look;
}
