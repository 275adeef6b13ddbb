/**
 * The colours of the map: a printed sheet, paper land in a grey-green sea, and inks that stay apart for colour-blind
 * eyes (teal against rust, lightness rising evenly). The same inks stand in ui/tokens.css.
 */
export const SEA = '#cddcdf';
/** Lighter towards the land. */
export const WATER_LINES = ['#d3e1e3', '#dae6e8', '#e3edee'] as const;
export const LAND = '#f4eee1';
export const COAST = '#7f9197';
export const INK = '#1d2b30';
export const CONTEXT_INK = '#47555a';
export const HALO = 'rgba(251, 248, 241, 0.92)';
export const BORDER = '#5d6b6e';
export const BORDER_FINE = '#a89f8d';
export const YARD_FILL = '#fffaf0';
export const YARD_LINE = '#8a8272';
export const BUILDING_FILL = '#d9cfbc';
export const BUILDING_LINE = '#7d7463';
export const SELECTED = '#0d3f63';
export const CLEAR = 'rgba(0, 0, 0, 0)';

export const COVERED = '#3b8781';
export const UNCOVERED = '#c96a36';
export const UNKNOWN = '#e6dfd0';
export const OUTSIDE = '#f4eee1';
export const HATCH_INK = '#857d6c';

/** Rates from worst to best: rust over paper to teal. */
export const RATE_RAMP = ['#b4521f', '#dd9660', '#f0d6ab', '#9cc7bd', '#3b8781'] as const;
/** Counts from few to many. */
export const ISSUE_RAMP = ['#f1dfe3', '#ddb1c0', '#c07f98', '#9a4a6c', '#6a2145'] as const;
export const PARTY_RAMP = ['#f6dfc4', '#eab98a', '#d88a57', '#b9502f', '#8c2a1c'] as const;
export const ZERO = '#fbf7ee';
export const ISSUE_INK = '#7d2a4e';
export const PARTY_INK = '#9c2f22';
export const TOWER_PLAIN = '#6b7376';

/** Rows: property service from low to high; columns: committee from low to high. Mixed of rust, ochre, blue and teal. */
export const BOTH_MATRIX = [
  ['#b4521f', '#cf9a5f', '#d9c27e'],
  ['#97757a', '#b9b3a3', '#a3c2a0'],
  ['#5a7ba6', '#6ba0b4', '#2f7d78'],
] as const;

/** One ink per mode of property service, in the order of the code book. */
export const MODE_INKS = ['#3b8781', '#4a6da3', '#d6a13b', '#8f6a9c', '#7d9a4e', '#a5746b'] as const;
