import type { AreaLevel, OpeningQuery, OpeningQueryVariables, PlaceAreaQueryVariables } from '../api/generated.ts';
import { today } from './dates.ts';
import { frameOfArea, type Frame } from './frame.ts';
import { isMapLevel, type MapLevel } from './levels.ts';
import { districtOf, type View } from './view.ts';

type DistrictNode = OpeningQuery['first']['edges'][number]['node'];

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
  /** Where it lies; null when no boundary is known. */
  readonly frame: Frame | null;
}

/** The view with what was left open filled in from the district's own data. */
export interface Look {
  readonly view: View;
  readonly district: LookDistrict;
  /** Code of the district that was asked for and is not here; null where what was asked for is shown. */
  readonly missing: string | null;
  /** Whether the database holds another district too. */
  readonly several: boolean;
  /** The date every number on the page speaks of. */
  readonly asOf: string;
  /** Today in China: the date shown when none is chosen, as behind every other door, and the last that can be chosen. */
  readonly latest: string;
}

/** The first question: the district of the view alone, however many there are. */
export function openingQuestion(view: View): OpeningQueryVariables {
  const code = districtOf(view);
  return { code: code ?? '', named: code !== null };
}

/** Null where the database holds no district at all. */
export function lookOf(view: View, { named, first }: OpeningQuery, now = today()): Look | null {
  const node = named ?? first.edges[0]?.node;
  if (!node) return null;
  const district = lookDistrict(node);
  const sought = view.place?.kind === 'area' ? null : view.district;
  const missing = sought !== null && sought !== district.code ? sought : null;
  return { view, district, missing, several: first.pageInfo.hasNextPage, asOf: view.asOf ?? now, latest: now };
}

/** The question for the area that is selected, or for the district; null where something else is selected. */
export function areaQuestion({ view, district, asOf }: Look): PlaceAreaQueryVariables | null {
  const { place, language } = view;
  if (place !== null && place.kind !== 'area') return null;
  return { code: place?.code ?? district.code, asOf, language: language === 'zh' ? 'ZH' : 'EN' };
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
    frame: frameOfArea('DISTRICT', node.bounds),
  };
}
