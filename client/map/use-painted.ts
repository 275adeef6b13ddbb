import { useMemo } from 'react';
import { MapStatusesDocument, PropertyModesDocument, type MapStatusesQuery } from '../api/generated.ts';
import type { Problem } from '../ui/problem.ts';
import { useAnswer } from '../api/use-answer.ts';
import type { MapLevel } from '../state/levels.ts';
import type { Look } from '../state/look.ts';
import { fillLevelOf } from './fill-level.ts';
import { statusesQuestion } from './questions.ts';
import { rowsOf, type StatusRow } from './statuses.ts';
import type { PaintContext, Painted, Theme } from './themes/theme.ts';
import { THEME_OF } from './themes/themes.ts';

export interface Counted {
  readonly all: number;
  readonly elsewhere: number;
}

export interface PaintedLevel {
  readonly theme: Theme;
  readonly fillLevel: MapLevel;
  readonly painted: Painted;
  /** The coverage of the whole district, from the same answer as the colours. */
  readonly whole: NonNullable<MapStatusesQuery['area']> | null;
  /** What the theme counts, within the whole district: in the areas of the level, and in none of them. */
  readonly openIssues: Counted;
  readonly partyCommittees: Counted;
  readonly rows: readonly StatusRow[];
  readonly modes: PaintContext['modes'];
}

export interface PaintedState {
  readonly level: PaintedLevel | null;
  readonly waiting: boolean;
  readonly problem: Problem | undefined;
  readonly retry: () => void;
}

/** Asks for the statuses of the level that the theme colours and turns them into colours and a legend. */
export function usePainted(look: Look, level: MapLevel): PaintedState {
  const { view, district } = look;
  const theme = THEME_OF[view.theme];
  const fillLevel = fillLevelOf(view.theme, level, district.levels);
  const answer = useAnswer(
    MapStatusesDocument,
    statusesQuestion(look, fillLevel),
    (before) => before.areaStatuses.level === fillLevel,
  );
  const modes = useAnswer(PropertyModesDocument, view.theme === 'service' ? {} : null);
  const modeBook = modes.data?.propertyServiceModes;

  const painted = useMemo((): PaintedLevel | null => {
    if (!answer.data || (theme.id === 'service' && !modeBook)) return null;
    const rows = rowsOf(answer.data.areaStatuses);
    const { openIssuesElsewhere, partyCommitteesElsewhere } = answer.data.areaStatuses;
    const sum = (of: 'openIssues' | 'partyCommittees', elsewhere: number): Counted => ({
      all: rows.reduce((total, row) => total + row[of], elsewhere),
      elsewhere,
    });
    return {
      theme,
      fillLevel,
      painted: theme.paint(rows, { level: fillLevel, modes: modeBook ?? [] }),
      whole: answer.data.area,
      openIssues: sum('openIssues', openIssuesElsewhere),
      partyCommittees: sum('partyCommittees', partyCommitteesElsewhere),
      rows,
      modes: modeBook ?? [],
    };
  }, [answer.data, theme, fillLevel, modeBook]);

  return {
    level: painted,
    waiting: answer.waiting || modes.waiting,
    problem: answer.problem ?? modes.problem,
    retry: answer.problem ? answer.retry : modes.retry,
  };
}
