import type { StateKind } from '../api/generated-late.ts';

interface State {
  readonly code: string;
  readonly titleZh: string;
  readonly titleEn: string;
}

/** As a hard issue goes; a state of another workflow stands after them. */
const ORDER = [
  'PUBLISHED',
  'DISPATCHED',
  'OPEN_CALL',
  'CLAIMED',
  'ATTACKING',
  'APPRAISED',
  'REWARDED',
  'WITHDRAWN',
  'FAILED',
];

export interface Column<Card> {
  readonly state: State;
  readonly cards: readonly Card[];
}

interface Dated {
  readonly state: { readonly kind: StateKind };
  readonly dueOn: string | null;
  readonly score: number | null;
}

/** Whether its day has passed on a day, and nobody has appraised a solution yet. */
export const isLate = <T extends Dated>(issue: T, day: string): issue is T & { readonly dueOn: string } =>
  issue.state.kind === 'OPEN' && issue.score === null && issue.dueOn !== null && issue.dueOn < day;

/** A column for each state that any of them is in. */
export function columnsOf<Card extends { readonly state: State }>(cards: readonly Card[]): Column<Card>[] {
  const place = ({ code }: State) => (ORDER.includes(code) ? ORDER.indexOf(code) : ORDER.length);
  const states = new Map(cards.map(({ state }) => [state.code, state]));
  return [...states.values()]
    .sort((one, other) => place(one) - place(other) || (one.code < other.code ? -1 : 1))
    .map((state) => ({ state, cards: cards.filter((card) => card.state.code === state.code) }));
}
