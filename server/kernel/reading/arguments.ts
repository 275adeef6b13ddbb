import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  valueFromAST,
  type FieldNode,
  type GraphQLField,
  type GraphQLInputType,
  type SelectionNode,
  type ValueNode,
} from 'graphql';
import { isText, sayable } from '../graph/texts.ts';
import { Late, type Binding, type Value } from './late.ts';
import { NotReadable } from './not-readable.ts';

/** What a statement was composed on, and must hold again for it to serve another request. */
export interface Decision {
  readonly ask: (binding: Binding) => unknown;
  readonly answer: unknown;
}

type Read = (binding: Binding) => unknown;

/** Reads the arguments of one operation as readings get them (see `Sent`) and notes what the statement is composed on. */
export class Arguments {
  readonly decisions: Decision[] = [];
  private readonly lates = new Map<string, Late<unknown>>();

  constructor(private readonly binding: Binding) {}

  of(field: GraphQLField<unknown, unknown>, node: FieldNode): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    for (const { name, type, defaultValue } of field.args) {
      const given = node.arguments?.find((argument) => argument.name.value === name);
      values[name] = this.value(type, given?.value, defaultValue);
    }
    return values;
  }

  /** Whether @skip and @include let a selection in. */
  includes(node: SelectionNode): boolean {
    return (node.directives ?? []).every(({ name, arguments: given }) => {
      const wanted = name.value === 'include' ? true : name.value === 'skip' ? false : null;
      const condition = given?.find((argument) => argument.name.value === 'if')?.value;
      if (wanted === null || !condition) return true;
      if (condition.kind === Kind.BOOLEAN) return condition.value === wanted;
      if (condition.kind !== Kind.VARIABLE) throw new NotReadable('An unexpected condition');
      const variable = condition.name.value;
      return notNull(this.decide(new Late(({ variables }) => variables[variable]))) === wanted;
    });
  }

  /** The answer to a question about a value, which then holds for everyone the statement serves. */
  decide<T, Answer = T>(value: Value<T>, question?: (value: T) => Answer): Answer {
    const ask = question ?? ((each: T) => each as unknown as Answer);
    if (!(value instanceof Late)) return ask(value);
    const read = (binding: Binding) => ask(value.read(binding));
    const answer = read(this.binding);
    this.decisions.push({ ask: read, answer });
    return answer;
  }

  /** The value, refused or not even where nothing in the statement needs it. */
  checked<T>(value: Late<T>): Late<T> {
    this.decide(value, () => true);
    return value;
  }

  private value(type: GraphQLInputType, node: ValueNode | undefined, ofDefault: unknown): unknown {
    const inner = getNullableType(type);
    if (!node) return this.constant(inner, ofDefault);
    if (node.kind === Kind.NULL) return null;
    if (node.kind === Kind.VARIABLE) {
      const { value: variable } = node.name;
      const sent = this.sent(inner, `$${variable}`, ({ variables }) => variables[variable]);
      if (sent === undefined) return this.constant(inner, ofDefault);
      return isNonNullType(type) ? notNull(sent) : sent;
    }
    if (isInputObjectType(inner) && node.kind === Kind.OBJECT) {
      return Object.fromEntries(
        Object.values(inner.getFields()).map(({ name, type: fieldType, defaultValue }) => {
          const given = node.fields.find((field) => field.name.value === name);
          return [name, this.value(fieldType, given?.value, defaultValue)];
        }),
      );
    }
    const constant = valueFromAST(node, inner);
    if (constant === undefined) throw new NotReadable('A variable inside a list');
    return this.constant(inner, constant);
  }

  private constant(type: GraphQLInputType, value: unknown): unknown {
    return this.sent(type, null, () => value);
  }

  /** `name` is where a variable's value comes from; null when it stands in the document. */
  private sent(type: GraphQLInputType, name: string | null, read: Read): unknown {
    const now = read(this.binding);
    const fixed = <T>(question: (value: unknown) => T): T =>
      name === null ? question(now) : this.decide(new Late(read), question);
    if (fixed((value) => (value == null ? String(value) : 'given')) !== 'given') return now;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).map((field) => [
        field.name,
        this.sent(getNullableType(field.type), name && `${name}.${field.name}`, (binding) => {
          const whole = read(binding) as Readonly<Record<string, unknown>>;
          return whole[field.name];
        }),
      ]);
      return Object.fromEntries(fields) as unknown;
    }
    if (isListType(type)) {
      fixed((value) => {
        const list = JSON.stringify(value);
        if (isText(getNamedType(type))) (value as readonly string[]).forEach((each) => sayable(name ?? '', each));
        return list;
      });
      return now;
    }
    const named = getNamedType(type);
    if (isEnumType(named) || named.name === 'Boolean') {
      fixed((value) => value);
      return now;
    }
    if (!isText(named)) return this.late(name, read);
    return this.checked(this.late(name, (binding) => sayable(name ?? named.name, read(binding) as string)));
  }

  /** The same variable gives the same late value, and so one parameter of the statement. */
  private late(name: string | null, read: Read): Late<unknown> {
    const known = name === null ? undefined : this.lates.get(name);
    if (known) return known;
    const late = new Late(read);
    if (name !== null) this.lates.set(name, late);
    return late;
  }
}

/** A null that a variable may hold, where there must be a value: the ordinary way refuses it by its name. */
function notNull<T>(value: T): T {
  if (value === null) throw new NotReadable('A null where a value is required');
  return value;
}
