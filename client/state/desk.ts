import { isDate } from './dates.ts';

/** The lists of the desk, as the graph has them in `WorkingList`. */
export const DESK_LISTS = ['mine', 'due', 'overdue', 'check', 'all'] as const;
export type DeskList = (typeof DESK_LISTS)[number];

export const EVALUATION_UNITS = ['subdistrict', 'community', 'department'] as const;
export type DeskUnit = (typeof EVALUATION_UNITS)[number];

/** The page of the desk that lies open beside or over the map. */
export type Desk =
  | { readonly kind: 'list'; readonly list: DeskList; readonly category: string | null; readonly state: string | null }
  | { readonly kind: 'case'; readonly code: string }
  | { readonly kind: 'sheet'; readonly code: string }
  | { readonly kind: 'report' }
  | { readonly kind: 'outbox' }
  | { readonly kind: 'hardIssues'; readonly code: string | null }
  | {
      readonly kind: 'evaluation';
      readonly unit: DeskUnit;
      readonly from: string | null;
      readonly to: string | null;
    };

export const FIRST_DESK: Desk = { kind: 'list', list: 'mine', category: null, state: null };
export const EVALUATION_DESK: Desk = { kind: 'evaluation', unit: 'subdistrict', from: null, to: null };

type Parts = readonly (readonly [name: string, value: string | null])[];

/** As parts of an address: `desk` says which page, the others belong to it. */
export function printDesk(desk: Desk): Parts {
  switch (desk.kind) {
    case 'list':
      return [
        ['desk', desk.list],
        ['category', desk.category],
        ['state', desk.state],
      ];
    case 'case':
    case 'sheet':
      return [['desk', `${desk.kind}:${desk.code}`]];
    case 'hardIssues':
      return [['desk', desk.code === null ? 'hard' : `hard:${desk.code}`]];
    case 'evaluation':
      return [
        ['desk', 'evaluation'],
        ['unit', desk.unit === EVALUATION_UNITS[0] ? null : desk.unit],
        ['from', desk.from],
        ['to', desk.to],
      ];
    case 'report':
    case 'outbox':
      return [['desk', desk.kind]];
  }
}

export function parseDesk(given: URLSearchParams): Desk | null {
  const [word = '', ...rest] = (given.get('desk') ?? '').split(':');
  const code = codeIn(rest.join(':'));
  const list = DESK_LISTS.find((id) => id === word);
  if (list) return { kind: 'list', list, category: wordIn(given.get('category')), state: wordIn(given.get('state')) };
  if (word === 'case' || word === 'sheet') return code === null ? null : { kind: word, code };
  if (word === 'hard') return { kind: 'hardIssues', code };
  if (word === 'report' || word === 'outbox') return { kind: word };
  if (word !== 'evaluation') return null;
  const unit = EVALUATION_UNITS.find((id) => id === given.get('unit')) ?? EVALUATION_UNITS[0];
  return { kind: 'evaluation', unit, from: dateIn(given.get('from')), to: dateIn(given.get('to')) };
}

function codeIn(text: string): string | null {
  return text !== '' && text.length <= 80 ? text : null;
}

function wordIn(text: string | null): string | null {
  return text !== null && /^[0-9A-Z_-]{1,40}$/.test(text) ? text : null;
}

function dateIn(text: string | null): string | null {
  return text !== null && isDate(text) ? text : null;
}
