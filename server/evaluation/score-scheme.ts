/** Score schemes (评分方案) as data: every city weighs differently, so nothing of it stands in the code. Checked when loaded. */
import { EvaluationCount, EvaluationIndicator } from './indicators.ts';

export interface SchemeWords {
  readonly zh: string;
  readonly en: string;
}

export const ScoreFormula = {
  RATE: 'RATE',
  INVERSE_RATE: 'INVERSE_RATE',
  STEPS: 'STEPS',
  COUNT_DEDUCT: 'COUNT_DEDUCT',
} as const;
export type ScoreFormula = (typeof ScoreFormula)[keyof typeof ScoreFormula];

interface ItemBase {
  readonly code: string;
  readonly title: SchemeWords;
  /** The points it brings at most. */
  readonly weight: number;
}

/** The rate's share of the weight, or what the rate leaves of it. */
export interface RateItem extends ItemBase {
  readonly formula: 'RATE' | 'INVERSE_RATE';
  readonly indicator: EvaluationIndicator;
}

/** The points of the highest step the rate reaches; none below all of them. */
export interface StepsItem extends ItemBase {
  readonly formula: 'STEPS';
  readonly indicator: EvaluationIndicator;
  readonly steps: readonly { readonly from: number; readonly points: number }[];
}

/** The weight less a deduction for each, down to the floor. */
export interface DeductionItem extends ItemBase {
  readonly formula: 'COUNT_DEDUCT';
  readonly count: EvaluationCount;
  readonly deduction: number;
  readonly floor: number;
}

export type ScoreItem = RateItem | StepsItem | DeductionItem;

export interface ScoreGrade {
  readonly code: string;
  readonly title: SchemeWords;
  /** The lowest score of the grade. */
  readonly from: number;
  readonly colour: string;
}

export interface ScoreScheme {
  readonly key: string;
  readonly version: number;
  readonly title: SchemeWords;
  /** For one district only; null for any that has none of its own. */
  readonly district: string | null;
  readonly validFrom: string;
  /** What becomes of an item whose rate nobody knows: the others stand for it, or there is no score. */
  readonly unknown: 'LEAVE_OUT' | 'NO_SCORE';
  readonly floor: number;
  readonly cap: number;
  /** Units with fewer cases have no rank; left out, every score has one. */
  readonly minimumCases?: number;
  readonly items: readonly ScoreItem[];
  /** From the best to the lowest. */
  readonly grades: readonly ScoreGrade[];
}

/** A scheme that cannot be used, with everything that is wrong with it. */
export class SchemeWrong extends Error {
  override name = 'SchemeWrong';

  constructor(readonly problems: readonly string[]) {
    super(`The score scheme cannot be used. ${problems.join(' ')}`);
  }
}

type Given = Readonly<Record<string, unknown>>;
const FORMULAS = Object.values(ScoreFormula);
const INDICATORS = Object.values(EvaluationIndicator);
const NUMBERS = Object.values(EvaluationCount);
const ITEM_CODE = /^[A-Z][A-Z0-9_]{1,39}$/;

const isGiven = (value: unknown): value is Given =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const oneOf = (words: readonly string[], value: unknown): boolean => typeof value === 'string' && words.includes(value);

/** Reads a scheme out of data; throws SchemeWrong with every problem. */
export function checkScheme(given: unknown): ScoreScheme {
  const problems: string[] = [];
  const wrong = (where: string, what: string): void => void problems.push(`${where} ${what}`);
  const scheme: Given = isGiven(given) ? given : {};
  if (!isGiven(given)) wrong('A scheme', 'is an object.');
  if (!(typeof scheme['key'] === 'string' && /^[a-z][a-z0-9-]{1,39}$/.test(scheme['key']))) {
    wrong('"key"', 'takes 2 to 40 small letters, digits and "-".');
  }
  if (!(Number.isInteger(scheme['version']) && Number(scheme['version']) >= 1)) {
    wrong('"version"', 'takes a whole number from 1.');
  }
  checkTitle('The scheme', scheme['title'], wrong);
  if (!(
    scheme['district'] === null ||
    (typeof scheme['district'] === 'string' && /^\d{6}$/.test(scheme['district']))
  )) {
    wrong('"district"', 'takes the six digits of a district, or null.');
  }
  if (!(typeof scheme['validFrom'] === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(scheme['validFrom']))) {
    wrong('"validFrom"', 'takes a day, such as "2025-01-01".');
  }
  if (!oneOf(['LEAVE_OUT', 'NO_SCORE'], scheme['unknown'])) wrong('"unknown"', 'takes LEAVE_OUT or NO_SCORE.');
  const { floor, cap } = scheme;
  if (!(isNumber(floor) && isNumber(cap) && floor < cap))
    wrong('"floor" and "cap"', 'take numbers, the floor below the cap.');
  const { minimumCases = 0 } = scheme;
  if (!(Number.isInteger(minimumCases) && Number(minimumCases) >= 0))
    wrong('"minimumCases"', 'takes a whole number from 0.');
  const items = listOf(scheme['items']);
  if (items.length === 0) wrong('"items"', 'needs at least one item.');
  for (const [i, item] of items.entries()) checkItem(`Item ${i + 1}`, item, wrong);
  refuseTwice('item', items, wrong);
  checkGrades(listOf(scheme['grades']), floor, wrong);
  if (problems.length > 0) throw new SchemeWrong(problems);
  return given as ScoreScheme;
}

type Complaint = (where: string, what: string) => void;

const listOf = (value: unknown): readonly Given[] =>
  Array.isArray(value) ? value.map((each) => (isGiven(each) ? each : {})) : [];

function checkTitle(where: string, title: unknown, wrong: Complaint): void {
  const words: Given = isGiven(title) ? title : {};
  if (!['zh', 'en'].every((language) => typeof words[language] === 'string' && words[language] !== '')) {
    wrong(where, 'needs a title in "zh" and "en".');
  }
}

function checkItem(where: string, item: Given, wrong: Complaint): void {
  if (!(typeof item['code'] === 'string' && ITEM_CODE.test(item['code']))) {
    wrong(where, 'needs a code in capital letters.');
  }
  checkTitle(where, item['title'], wrong);
  const weight = item['weight'];
  if (!(isNumber(weight) && weight > 0)) wrong(where, 'needs a weight above 0.');
  if (!oneOf(FORMULAS, item['formula'])) {
    wrong(where, `has no formula we know; there are ${FORMULAS.join(', ')}.`);
    return;
  }
  if (item['formula'] === 'COUNT_DEDUCT') {
    if (!oneOf(NUMBERS, item['count'])) wrong(where, `counts nothing we know; there are ${NUMBERS.join(', ')}.`);
    if (!(isNumber(item['deduction']) && item['deduction'] > 0)) wrong(where, 'needs a deduction above 0.');
    if (!(isNumber(item['floor']) && isNumber(weight) && item['floor'] < weight)) {
      wrong(where, 'needs a floor below its weight.');
    }
    return;
  }
  if (!oneOf(INDICATORS, item['indicator'])) {
    wrong(where, `has no indicator we know; there are ${INDICATORS.join(', ')}.`);
  }
  if (item['formula'] === 'STEPS') checkSteps(where, listOf(item['steps']), weight, wrong);
}

function checkSteps(where: string, steps: readonly Given[], weight: unknown, wrong: Complaint): void {
  if (steps.length === 0) wrong(where, 'needs steps.');
  for (const { from, points } of steps) {
    if (!(isNumber(from) && from >= 0 && from <= 1 && isNumber(points) && points <= Number(weight))) {
      wrong(where, 'has a step that is no rate from 0 to 1 with points up to the weight.');
    }
  }
  if (steps.some(({ from }, i) => i > 0 && Number(from) >= Number(steps[i - 1]?.['from']))) {
    wrong(where, 'needs its steps from the highest rate to the lowest.');
  }
}

function checkGrades(grades: readonly Given[], floor: unknown, wrong: Complaint): void {
  if (grades.length === 0) wrong('"grades"', 'needs at least one grade.');
  for (const [i, grade] of grades.entries()) {
    const where = `Grade ${i + 1}`;
    if (!(typeof grade['code'] === 'string' && ITEM_CODE.test(grade['code']))) {
      wrong(where, 'needs a code in capital letters.');
    }
    checkTitle(where, grade['title'], wrong);
    if (!isNumber(grade['from'])) wrong(where, 'needs the score it begins "from".');
    if (i > 0 && Number(grade['from']) >= Number(grades[i - 1]?.['from']))
      wrong(where, 'must begin below the one before.');
    if (!(typeof grade['colour'] === 'string' && /^#[0-9a-f]{6}$/.test(grade['colour']))) {
      wrong(where, 'needs a colour such as "#2e7d32".');
    }
  }
  refuseTwice('grade', grades, wrong);
  if (isNumber(floor) && Number(grades.at(-1)?.['from']) > floor) {
    wrong('The last grade', 'must begin at the floor, so that every score has a grade.');
  }
}

function refuseTwice(what: string, list: readonly Given[], wrong: Complaint): void {
  const codes = list.map(({ code }) => code);
  const twice = codes.find((code, i) => typeof code === 'string' && codes.indexOf(code) !== i);
  if (twice !== undefined) wrong(`The ${what} ${String(twice)}`, 'stands there twice.');
}
