/** Every argument of every field, given what no question should hold: a null, NUL, half a character, a text without an end. */
import {
  execute,
  getNamedType,
  getNullableType,
  getOperationAST,
  GraphQLError,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  parse,
  validate,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { PostKind, type Viewer } from '../../../../server/kernel/access/viewer.ts';
import type { ReadSession } from '../../../../server/kernel/database/read-session.ts';
import { rememberDocument } from '../../../../server/kernel/graph/argument-path.ts';
import { RequestContext } from '../../../../server/kernel/graph/context.ts';
import { errorFormatter } from '../../../../server/kernel/graph/format-error.ts';
import { toGlobalId } from '../../../../server/kernel/graph/global-id.ts';
import { printAnswer } from '../../../../server/kernel/graph/json-text.ts';
import { graphSchema, readInOneStatement } from '../../../support/ask.ts';
import { aDistrict } from '../../../support/factories.ts';
import { viewerOf } from '../../../support/post-factories.ts';
import { inDemoSession, inTransaction } from '../../../support/test-database.ts';

type Field = GraphQLField<unknown, unknown>;

const SAMPLES: Readonly<Record<string, string>> = {
  code: '"370202"',
  within: '"370202"',
  id: JSON.stringify(toGlobalId('District', 1)),
  text: '"中山"',
  first: '1',
  longitude: '120.38',
  latitude: '36.06',
  west: '120.3',
  south: '36.0',
  east: '120.4',
  north: '36.1',
};
const OF_TYPE: Readonly<Record<string, string>> = {
  Int: '1',
  Float: '1.5',
  Boolean: 'true',
  Date: '"2025-06-30"',
  DateTime: '"2025-06-30T00:00:00Z"',
};

function literal(name: string, type: GraphQLInputType): string {
  const inner = getNullableType(type);
  if (isListType(inner)) return `[${literal(name, inner.ofType)}]`;
  if (isEnumType(inner)) return inner.getValues()[0]?.name ?? '';
  if (isInputObjectType(inner)) {
    const needed = Object.values(inner.getFields()).filter((each) => isNonNullType(each.type));
    return `{ ${needed.map((each) => `${each.name}: ${literal(each.name, each.type)}`).join(', ')} }`;
  }
  return SAMPLES[name] ?? OF_TYPE[inner.name] ?? '"370202-ANYTHING"';
}

/** The field with what it must be given, but for one argument, which is given this. */
function asked(field: Field, special?: { name: string; value: string }, below = ' { __typename }'): string {
  const given = field.args.filter(
    ({ name, type, defaultValue }) =>
      name === special?.name || name === 'first' || (isNonNullType(type) && defaultValue === undefined),
  );
  const args = given.map(
    ({ name, type }) => `${name}: ${name === special?.name ? special.value : literal(name, type)}`,
  );
  return `${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${isCompositeType(getNamedType(field.type)) ? below : ''}`;
}

/** The way from the root of queries to each object type: what to write around a selection of it. */
function waysFrom(root: GraphQLObjectType): Map<GraphQLObjectType, (selection: string) => string> {
  const ways = new Map([[root, (selection: string) => selection]]);
  for (const [type, way] of ways) {
    for (const field of Object.values(type.getFields())) {
      if (field.name === 'node') continue; // what it gives depends on the id
      const of = getNamedType(field.type);
      const types = isAbstractType(of) ? graphSchema().getPossibleTypes(of) : isObjectType(of) ? [of] : [];
      for (const each of types) {
        const inside = (selection: string) => (isAbstractType(of) ? `... on ${each.name} { ${selection} }` : selection);
        if (!ways.has(each)) ways.set(each, (selection) => way(asked(field, undefined, ` { ${inside(selection)} }`)));
      }
    }
  }
  return ways;
}

interface Question {
  query: string;
  variables: Record<string, unknown>;
  /** What is at fault; null where something else may be, too. */
  argument: string | null;
}

const LONG = '长'.repeat(100_000);
const BAD_TEXTS = ['3702\u000002', '\ud800', 'x\udc00y', LONG];

/** Each argument with nulls in each way they may be written, and each text in it with what is none. */
function* questionsAbout(field: Field, wrap: (selection: string) => string, operation: string): Generator<Question> {
  for (const argument of field.args) {
    const { name, type, defaultValue } = argument;
    const ask = (value: string) => wrap(asked(field, { name, value }));
    if (!isNonNullType(type)) yield { query: `${operation} { ${ask('null')} }`, variables: {}, argument: name };
    const nullable = String(getNullableType(type));
    const withDefault = `${operation} ($v: ${nullable} = ${literal(name, type)}) { ${ask('$v')} }`;
    yield { query: withDefault, variables: { v: null }, argument: name };
    if (!isNonNullType(type) || defaultValue !== undefined)
      yield { query: `${operation} ($v: ${nullable}) { ${ask('$v')} }`, variables: { v: null }, argument: name };
    for (const { path, value } of badValues(argument)) {
      yield { query: `${operation} ($v: ${String(type)}) { ${ask('$v')} }`, variables: { v: value }, argument: path };
    }
  }
}

function* badValues({ name, type }: GraphQLArgument): Generator<{ path: string | null; value: unknown }> {
  for (const text of BAD_TEXTS)
    for (const { path, value } of put(name, type, text)) yield { path: text === LONG ? null : path, value };
}

function* put(path: string, type: GraphQLInputType, text: string): Generator<{ path: string; value: unknown }> {
  const inner = getNullableType(type);
  if (isListType(inner)) {
    for (const each of put(`${path}.0`, inner.ofType, text)) yield { ...each, value: [each.value] };
  } else if (isInputObjectType(inner)) {
    const fields = Object.values(inner.getFields());
    for (const field of fields) {
      for (const each of put(`${path}.${field.name}`, field.type, text)) {
        const others = fields.filter((one) => one !== field && isNonNullType(one.type));
        const sample = (one: (typeof fields)[number]): unknown => valueOf(one.name, one.type);
        const given = others.map((one) => [one.name, sample(one)] as const);
        yield { ...each, value: { ...Object.fromEntries(given), [field.name]: each.value } };
      }
    }
  } else if (isScalarType(inner) && (inner.name === 'String' || inner.name === 'ID')) {
    yield { path, value: text };
  }
}

function valueOf(name: string, type: GraphQLInputType): unknown {
  const inner = getNullableType(type);
  if (isListType(inner)) return [valueOf(name, inner.ofType)];
  if (isEnumType(inner)) return inner.getValues()[0]?.name;
  if (!isInputObjectType(inner)) return JSON.parse(literal(name, type));
  const needed = Object.values(inner.getFields()).filter((each) => isNonNullType(each.type));
  return Object.fromEntries(needed.map((each) => [each.name, valueOf(each.name, each.type)]));
}

/** What is wrong with the answer: an error of ours, one without its argument, or two ways that differ. */
async function faultOf(session: ReadSession, { query, variables, argument }: Question): Promise<string | null> {
  const logged: string[] = [];
  const format = errorFormatter({ error: (details) => void logged.push(String((details as { err: unknown }).err)) });
  const document = parse(query);
  rememberDocument(document);
  const invalid = validate(graphSchema(), document);
  if (invalid.length > 0) return `is no question: ${invalid[0]?.message ?? ''}`;
  const contextValue = new RequestContext(session);
  const result = await execute({ schema: graphSchema(), document, variableValues: variables, contextValue });
  const isQuery = getOperationAST(document)?.operation === 'query';
  const read = isQuery ? await readInOneStatement(session, query, variables, contextValue.today) : null;
  if (result.errors && read !== null) return `is refused one way and answered the other: ${read}`;
  if (!result.errors)
    return read === null || read === printAnswer(result.data ?? {}) ? null : `has two answers: ${read}`;
  for (const error of result.errors) {
    const coerced = error instanceof GraphQLError && error.extensions['code'] === undefined && error.path === undefined;
    const formatted = format({ ...error.toJSON(), extensions: codeOf(error, coerced) }, error);
    const { code, argument: named } = formatted.extensions ?? {};
    if (code === 'INTERNAL_SERVER_ERROR') return `fails: ${logged.join()}`;
    if (code === 'BAD_USER_INPUT' && argument !== null && !String(named).startsWith(argument.split('.')[0] ?? ''))
      return `names the argument ${String(named)}: ${error.message}`;
  }
  return null;
}

/** As Apollo and our server code what coercion of variables refuses. */
function codeOf(error: GraphQLError, coerced: boolean): Record<string, unknown> {
  const { code = coerced && error.message.startsWith('Variable') ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR' } =
    error.extensions;
  return { ...error.extensions, code };
}

describe('Whatever an argument is given', () => {
  test('a question is answered or refused by the name of the argument, in both ways of reading alike', async () => {
    const query = graphSchema().getQueryType();
    if (!query) throw new Error('No queries');
    const faults: string[] = [];
    let tried = 0;
    for (const [type, way] of waysFrom(query)) {
      for (const field of Object.values(type.getFields())) {
        for (const question of questionsAbout(field, way, 'query')) {
          tried += 1;
          const fault = await inDemoSession((session) => faultOf(session, question));
          if (fault)
            faults.push(`${type.name}.${field.name} ${fault.slice(0, 300)}\n    ${question.query.slice(0, 400)}`);
        }
      }
    }
    expect(faults).toEqual([]);
    expect(tried).toBeGreaterThan(500);
  });

  test('what only posts may ask or change fails for nobody either', () =>
    inTransaction(async ({ manager, as }) => {
      const district = await aDistrict(manager);
      const viewers: Viewer[] = [];
      for (const kind of Object.values(PostKind)) {
        const ofDistrict = kind.startsWith('D') || kind === 'ADMINISTRATOR';
        viewers.push(await viewerOf(manager, kind, ofDistrict ? { of: district } : {}));
      }
      const schema = graphSchema();
      const faults: string[] = [];
      for (const [operation, type] of [
        ['query', schema.getQueryType()],
        ['mutation', schema.getMutationType()],
      ] as const) {
        for (const field of Object.values(type?.getFields() ?? {})) {
          for (const question of questionsAbout(field, (selection) => selection, operation)) {
            for (const viewer of viewers) {
              await manager.query('savepoint probe');
              const fault = await faultOf(as(viewer), question).finally(() =>
                manager.query('rollback to savepoint probe'),
              );
              if (fault)
                faults.push(`${viewer.kind} ${field.name} ${fault.slice(0, 300)}\n    ${question.query.slice(0, 300)}`);
            }
          }
        }
      }
      expect(faults).toEqual([]);
    }));

  test.each(['skip', 'include'])('@%s(if: null) is refused by its name', async (directive) => {
    for (const query of [
      `query ($i: Boolean = true) { area(code: "370202") { name @${directive}(if: $i) } }`,
      `query ($i: Boolean = true) { area(code: "370202") @${directive}(if: $i) { name } }`,
      `query ($i: Boolean = true) { ... @${directive}(if: $i) { area(code: "370202") { name } } }`,
    ]) {
      const question = { query, variables: { i: null }, argument: 'if' };
      expect(await inDemoSession((session) => faultOf(session, question))).toBeNull();
      expect(
        await inDemoSession((session) => readInOneStatement(session, query, { i: null }, '2026-01-01')),
      ).toBeNull();
    }
  });
});
