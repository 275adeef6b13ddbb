import { lastDayAhead, today } from '../../kernel/graph/as-of.ts';
import { isCalendarDate } from '../../kernel/graph/scalars.ts';
import { CRS_RULE, CRS_RULE_ZH, parseCrs } from '../coordinates/crs.ts';
import { exchangeLayers, findLayer } from '../layers.ts';
import { listed } from '../words/lists.ts';
import { refusal, type ToldRefusal } from '../words/refusals.ts';
import type { ImportRequest } from './prepare.ts';

export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What is wrong with a request, in a sentence that says what to do. */
export class RequestWrong extends Error {
  override name = 'RequestWrong';

  constructor(readonly refusal: ToldRefusal<'BAD_REQUEST'>) {
    super(refusal.message);
  }
}

const PARAMETERS = [
  'fileName',
  'layer',
  'asOf',
  'complete',
  'within',
  'table',
  'crs',
  'insist',
  'encoding',
  'mapping',
  'provenance',
  'attribution',
] as const;
type Parameter = (typeof PARAMETERS)[number];
/** Codes of areas; the signs of patterns are none of theirs. */
const CODE = /^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$/;
/** Controls and halves of signs, which the database takes for no text. */
const ACCIDENT = /[\p{Cc}\p{Cs}]/u;
const MAX_NAME = 200;
const MAX_WORDS = 500;

/** The parameters of an upload; throws RequestWrong. Without a layer it is guessed from the file. */
export function readImportRequest(
  query: Query,
): Omit<ImportRequest, 'path' | 'layer' | 'onProgress' | 'signal'> & { layer: ImportRequest['layer'] | null } {
  for (const [name, value] of Object.entries(query)) {
    if (!PARAMETERS.some((known) => known === name))
      throw new RequestWrong(refusal('BAD_REQUEST.parameterUnknown', { name, known: listed(PARAMETERS) }));
    if (typeof value !== 'string') throw new RequestWrong(refusal('BAD_REQUEST.parameterTwice', { name }));
    if (ACCIDENT.test(value.replace(/[\r\n\t]/g, '')))
      throw new RequestWrong(refusal('BAD_REQUEST.parameterSigns', { name }));
  }
  const given = (name: Parameter): string | null =>
    typeof query[name] === 'string' && query[name] !== '' ? query[name] : null;
  const flag = (name: Parameter): boolean => {
    const word = given(name) ?? 'false';
    if (word !== 'true' && word !== 'false') throw new RequestWrong(refusal('BAD_REQUEST.flag', { name, word }));
    return word === 'true';
  };
  const choice = <Word extends string>(name: Parameter, words: readonly Word[]): Word | null => {
    const word = given(name);
    if (word === null) return null;
    const found = words.find((each) => each === word);
    if (!found) throw new RequestWrong(refusal('BAD_REQUEST.choice', { name, word, known: listed(words) }));
    return found;
  };
  const key = given('layer');
  const layer = key === null ? null : findLayer(key);
  if (key !== null && !layer)
    throw new RequestWrong(
      refusal('BAD_REQUEST.layerUnknown', { key, known: listed(exchangeLayers.map((each) => each.key)) }),
    );
  const crsName = given('crs');
  const crs = crsName === null ? null : parseCrs(crsName);
  if (crsName !== null && !crs)
    throw new RequestWrong(refusal('BAD_REQUEST.crs', { name: crsName, rule: { en: CRS_RULE, zh: CRS_RULE_ZH } }));
  const fileName = given('fileName');
  if (fileName === null || fileName.length > MAX_NAME)
    throw new RequestWrong(refusal('BAD_REQUEST.fileName', { limit: MAX_NAME }));
  const asOf = given('asOf') ?? today();
  if (!isCalendarDate(asOf)) throw new RequestWrong(refusal('BAD_REQUEST.asOfForm', { day: asOf }));
  const last = lastDayAhead(today());
  if (asOf > last) throw new RequestWrong(refusal('BAD_REQUEST.asOfLate', { day: asOf, last }));
  const attribution = given('attribution');
  if (attribution !== null && attribution.length > MAX_WORDS)
    throw new RequestWrong(refusal('BAD_REQUEST.attribution', { limit: MAX_WORDS }));
  const within = (given('within') ?? '').split(',').filter(Boolean);
  const odd = within.find((code) => !CODE.test(code));
  if (odd !== undefined) throw new RequestWrong(refusal('BAD_REQUEST.within', { code: odd.slice(0, 40) }));
  return {
    fileName,
    layer,
    asOf,
    complete: within.length > 0 ? within : flag('complete'),
    table: given('table'),
    crs,
    insist: flag('insist'),
    encoding: choice('encoding', ['UTF-8', 'GB18030'] as const),
    mapping: mappingOf(given('mapping')),
    provenance: choice('provenance', ['SYNTHETIC', 'IMPORTED', 'SURVEYED'] as const),
    attribution,
  };
}

function mappingOf(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestWrong(refusal('BAD_REQUEST.mapping'));
  }
}

/** How many entries of a list, or up to which of its rows, are known already; throws RequestWrong. */
export function afterOf({ after }: Query): number {
  if (after === undefined) return 0;
  if (typeof after === 'string' && /^\d{1,9}$/.test(after)) return Number(after);
  throw new RequestWrong(refusal('BAD_REQUEST.after'));
}
