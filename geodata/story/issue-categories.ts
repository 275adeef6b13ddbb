import { readFileSync } from 'node:fs';
import type { IssueCategoryRow } from '../../server/issues/issues-load.service.ts';

/** The code book of the house, and how often the demo has such issues. `months`: when they come, January first; even over the year if left out. */
export interface DemoCategory extends IssueCategoryRow {
  readonly weight: number;
  readonly months?: readonly number[];
}

const WINTER = [3, 2.4, 1.4, 0.3, 0.1, 0.1, 0.1, 0.1, 0.1, 0.4, 2.2, 3];
const RAINS = [0.3, 0.3, 0.5, 0.8, 1, 1.8, 3, 2.8, 1.4, 0.7, 0.5, 0.3];
const SUMMER = [0.4, 0.4, 0.7, 1, 1.3, 1.8, 2, 2, 1.4, 0.9, 0.6, 0.4];

const WEIGHTS: Readonly<Record<string, readonly [weight: number, months?: readonly number[]]>> = {
  '0101': [5],
  '0102': [4],
  '0103': [8, RAINS],
  '0104': [9, WINTER],
  '0105': [6],
  '0106': [5],
  '0201': [8, RAINS],
  '0202': [5, RAINS],
  '0203': [4],
  '0204': [3],
  '0301': [4, SUMMER],
  '0302': [3, SUMMER],
  '1101': [8, SUMMER],
  '1102': [9],
  '1103': [4],
  '1201': [9],
  '1202': [6],
  '1301': [5],
  '1302': [4],
  '1401': [6, SUMMER],
  '1402': [3],
  '1501': [6],
  '1502': [6],
};

interface BookEntry {
  readonly code: string;
  readonly parent: string | null;
  readonly kind: IssueCategoryRow['kind'];
  readonly title: { readonly zh: string; readonly en: string };
}

const BOOK = JSON.parse(readFileSync(new URL('../rules/categories.json', import.meta.url), 'utf8')) as {
  readonly issueCategories: readonly BookEntry[];
};

/** Major classes first. */
export const CATEGORIES: readonly DemoCategory[] = BOOK.issueCategories.map(({ code, parent, kind, title }) => {
  const [weight, months] = WEIGHTS[code] ?? [0];
  return { code, parentCode: parent, kind, titleZh: title.zh, titleEn: title.en, weight, ...(months && { months }) };
});
