import {
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  isScalarType,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';
import { badInput } from './errors.ts';

/** What no text holds: the character NUL, which the database does not store, and half of a character of two halves. */
const UNSAYABLE = /[\0\p{Surrogate}]/u;

/** Whether a text can be stored and given back as it is. */
export function isSayable(text: string): boolean {
  return !UNSAYABLE.test(text);
}

/** The text; refuses what no text holds. `argument` is the path of the argument at fault. */
export function sayable(argument: string, text: string): string {
  if (isSayable(text)) return text;
  throw badInput(argument, `"${argument}" holds what no text does: the character NUL, or half of a character.`);
}

/** Whether the type is a text that is taken as it comes. */
export function isText(type: GraphQLInputType): boolean {
  const named = getNullableType(type);
  return isScalarType(named) && (named.name === 'String' || named.name === 'ID');
}

/** Has a field refuse texts that are none before anything looks at them, wherever in its arguments they stand. */
export function refuseUnsayable(field: GraphQLField<unknown, unknown>): void {
  const texts = field.args.filter(({ type }) => holdsText(type));
  if (texts.length === 0) return;
  const check = (args: Readonly<Record<string, unknown>>): void =>
    texts.forEach(({ name, type }) => checkValue(name, type, args[name]));
  for (const way of ['resolve', 'subscribe'] as const) {
    const ask = field[way];
    if (!ask) continue;
    field[way] = (source, args: Readonly<Record<string, unknown>>, context, info) => {
      check(args);
      return ask(source, args, context, info);
    };
  }
}

/** (Types of input may hold themselves.) */
function holdsText(type: GraphQLInputType, within: readonly unknown[] = []): boolean {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return isText(named);
  if (within.includes(named)) return false;
  return Object.values(named.getFields()).some((field) => holdsText(field.type, [...within, named]));
}

function checkValue(path: string, type: GraphQLInputType, value: unknown): void {
  if (value == null) return;
  const inner = getNullableType(type);
  if (isText(inner)) sayable(path, value as string);
  else if (isListType(inner))
    [...(value as readonly unknown[])].forEach((each, i) => checkValue(`${path}.${i}`, inner.ofType, each));
  else if (isInputObjectType(inner)) {
    for (const field of Object.values(inner.getFields()))
      checkValue(`${path}.${field.name}`, field.type, (value as Readonly<Record<string, unknown>>)[field.name]);
  }
}
