import type { ThemeId } from '../../state/view.ts';
import { bothTheme } from './both-theme.ts';
import { issuesTheme, partyTheme } from './count-theme.ts';
import { coverageTheme } from './coverage-theme.ts';
import { serviceTheme } from './service-theme.ts';
import type { Theme } from './theme.ts';

/** The thematic layers. Exactly one colours the map at a time; overlays come on top. */
export const THEME_OF: Readonly<Record<ThemeId, Theme>> = {
  committee: coverageTheme('committee'),
  property: coverageTheme('property'),
  both: bothTheme,
  service: serviceTheme,
  issues: issuesTheme,
  party: partyTheme,
};
