import { checkText } from '../../kernel/access/screening.ts';
import type { PostKind } from '../../kernel/access/viewer.ts';
import { holdsAt } from '../../kernel/graph/as-of.ts';
import type { GraphContext } from '../../kernel/graph/context.ts';
import { badInput, textArgument } from '../../kernel/graph/errors.ts';
import { sql } from '../../kernel/graph/sql.ts';
import type { HandlerInput, Inputs } from '../../workflow/inputs.ts';
import type { MoveInput } from './case-inputs.ts';

/** The inputs of an action: codes looked up, texts screened. Those of hard issues are told the same way. */
export async function readMoveInput(
  context: GraphContext,
  districtCode: string,
  input: MoveInput | null | undefined,
): Promise<Inputs> {
  if (!input) return {};
  const { reason, result, category, situation, level, handler, recurrenceOf } = input;
  if (category != null) await checkCategory(context, 'input.category', category);
  if (situation != null) await checkSituation(context, 'input.situation', situation);
  if (recurrenceOf != null) await findClosedIssue(context, 'input.recurrenceOf', recurrenceOf, districtCode);
  return {
    ...(reason != null && { reason: checkedText('input.reason', reason) }),
    ...(result != null && { result: checkedText('input.result', result) }),
    ...(category != null && { category }),
    ...(situation != null && { situation }),
    ...(level != null && { level: checkText('input.level', textArgument('input.level', level, 20)) }),
    ...(handler != null && { handler: await findHandler(context, handler, districtCode) }),
    ...(recurrenceOf != null && { recurrenceOf }),
    amount: input.amount ?? null,
    unit: input.unit ?? null,
    score: input.score ?? null,
    scores: input.scores ?? null,
  };
}

/** The longest text of a case. */
export const MAX_TEXT = 2000;

/** A text that is kept: not empty, not endless, and nothing in it that points at a person. */
export function checkedText(argument: string, text: string, max = MAX_TEXT): string {
  // Looking for persons takes its time: not for what is not kept.
  if ([...text.trim()].length > max) throw badInput(argument, `"${argument}" is longer than ${max} characters.`);
  const plain = checkText(argument, text);
  if (plain === '') throw badInput(argument, `"${argument}" is empty.`);
  return plain;
}

/** Codes of major classes have two digits. */
const MINOR_CLASS = /^[0-9]{4}$/;

export async function checkCategory(context: GraphContext, argument: string, code: string): Promise<void> {
  const [known] = MINOR_CLASS.test(code)
    ? await context.query(sql`select 1 from issue_category where code = ${code}`)
    : [];
  if (known) return;
  throw badInput(argument, `"${argument}" is not the code of a minor class. Ask issueCategories for the code book.`);
}

export async function checkSituation(context: GraphContext, argument: string, code: string): Promise<void> {
  const [known] = await context.query(sql`select 1 from situation where code = ${code}`);
  if (!known)
    throw badInput(argument, `"${argument}" is not the code of a situation. Ask situations for the code book.`);
}

/** The issue that has come back: a closed one of the district. */
export async function findClosedIssue(
  context: GraphContext,
  argument: string,
  code: string,
  districtCode: string,
): Promise<number> {
  const [row] = await context.query<{ id: number; closed: boolean }>(sql`
    select i.id, i.closed_on <= ${context.today}::date as closed from issue i
    where i.code = ${textArgument(argument, code)} and i.district_code = ${districtCode}`);
  if (!row) throw badInput(argument, `"${argument}" is not the code of an issue of this district.`);
  if (!row.closed) throw badInput(argument, `Issue ${code} is still open: only what was closed can come back.`);
  return row.id;
}

async function findHandler(context: GraphContext, code: string, districtCode: string): Promise<HandlerInput> {
  const [row] = await context.query<{ postId: number; kind: PostKind; alsoIds: number[] }>(sql`
    select p.id as "postId", p.kind, (select array_agg(q.id order by q.id) from post q
      where q.id = p.id or q.department_code = p.department_code) as "alsoIds"
    from post p
    where p.code = ${textArgument('input.handler', code)} and p.district_code = ${districtCode} and ${holdsAt('p', context.today)}`);
  if (!row)
    throw badInput(
      'input.handler',
      '"input.handler" is not the code of a post of this district that is in service. Ask posts.',
    );
  return row;
}
