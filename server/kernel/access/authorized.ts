import {
  defaultFieldResolver,
  isObjectType,
  type GraphQLField,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import { Extensions } from 'type-graphql';
import type { GraphContext } from '../graph/context.ts';
import { forbidden, unauthenticated } from '../graph/errors.ts';
import type { PostKind, Viewer } from './viewer.ts';

/** What an API key may be for. */
export const API_KEY_SCOPES = ['READ_FIGURES', 'READ_ISSUES', 'CHANGE_ISSUES'] as const;
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

/** Says of a protected field that it is a figure without a text: keys for figures may ask it, too. */
export function Figure(): MethodDecorator & PropertyDecorator {
  return Extensions({ figure: true }) as MethodDecorator & PropertyDecorator;
}

/** Who may ask a field, as `@Authorized` says next to it: these kinds of post, or any where there are none; undefined: everyone. */
export function kindsOf(field: GraphQLField<unknown, unknown>): readonly PostKind[] | undefined {
  return field.extensions['authorized'] as readonly PostKind[] | undefined;
}

/** Throws unless the viewer may ask a field that is for these kinds of post (any of them where the list is empty). */
export function checkMayAsk(
  viewer: Viewer | null,
  kinds: readonly PostKind[],
  asked: { readonly scope: ApiKeyScope; readonly name: string },
): void {
  if (!viewer) throw unauthenticated();
  if (kinds.length > 0 && !kinds.includes(viewer.kind)) {
    throw forbidden(`"${asked.name}" is for posts of kind ${kinds.join(', ')}; yours is ${viewer.kind}.`);
  }
  if (viewer.scopes && !viewer.scopes.includes(asked.scope)) {
    throw forbidden(
      `"${asked.name}" needs an API key with the scope ${asked.scope}; this one has ${viewer.scopes.join(', ')}.`,
    );
  }
}

/** The check behind every `@Authorized`. (No `function`: type-graphql would take it for a class.) */
export const authChecker = (
  { context, info }: { context: GraphContext; info: GraphQLResolveInfo },
  kinds: readonly PostKind[],
): boolean => {
  const { parentType, fieldName, schema } = info;
  const field = parentType.getFields()[fieldName];
  const scope: ApiKeyScope =
    parentType === schema.getMutationType()
      ? 'CHANGE_ISSUES'
      : field?.extensions['figure']
        ? 'READ_FIGURES'
        : 'READ_ISSUES';
  checkMayAsk(context.viewer, kinds, { scope, name: fieldName });
  return true;
};

interface Declared {
  readonly target: { readonly prototype: object };
  readonly name: string;
  readonly fields?: readonly { readonly schemaName: string; readonly roles?: readonly PostKind[] }[];
  readonly interfaceClasses?: readonly unknown[];
}

interface Handler {
  readonly schemaName: string;
  readonly roles?: readonly PostKind[];
}

/** What type-graphql has gathered from the decorators; it gives it to nobody, and forgets to ask about plain properties. */
interface Gathered {
  readonly objectTypes: readonly Declared[];
  readonly interfaceTypes: readonly Declared[];
  readonly queries: readonly Handler[];
  readonly mutations: readonly Handler[];
  readonly subscriptions: readonly Handler[];
}

/**
 * Writes on every field of the schema who may ask it (`kindsOf`), and asks so of plain properties, too. The fast path reads no
 * field that is not for everyone.
 */
export function markAuthorized(schema: GraphQLSchema): void {
  const gathered = (globalThis as { TypeGraphQLMetadataStorage?: Gathered }).TypeGraphQLMetadataStorage;
  if (!gathered) throw new Error('type-graphql has gathered nothing');
  const roots = new Map([
    [schema.getQueryType()?.name, gathered.queries],
    [schema.getMutationType()?.name, gathered.mutations],
    [schema.getSubscriptionType()?.name, gathered.subscriptions],
  ]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    const handlers = roots.get(type.name);
    const declared = handlers ? [] : declaredAbove(gathered, type.name);
    for (const field of Object.values(type.getFields())) {
      const found = handlers
        ? handlers.find(({ schemaName }) => schemaName === field.name)
        : declared.flatMap(({ fields = [] }) => fields).find(({ schemaName }) => schemaName === field.name);
      if (!found) throw new Error(`${type.name}.${field.name} is declared nowhere`);
      if (found.roles) protect(field, found.roles);
    }
  }
}

/** The type's own declaration, then those it has its fields from. */
function declaredAbove({ objectTypes, interfaceTypes }: Gathered, name: string): Declared[] {
  const own = objectTypes.find((each) => each.name === name);
  if (!own) return [];
  const interfaces = interfaceTypes.filter(({ target }) => own.interfaceClasses?.includes(target));
  const parents = [...objectTypes, ...interfaceTypes].filter(
    ({ target }) =>
      target !== own.target && Object.prototype.isPrototypeOf.call(target.prototype, own.target.prototype),
  );
  return [own, ...interfaces, ...parents];
}

function protect(field: GraphQLField<unknown, GraphContext>, kinds: readonly PostKind[]): void {
  field.extensions = { ...field.extensions, authorized: kinds };
  if (field.resolve) return; // type-graphql asks the checker there
  field.resolve = (source, args, context, info) => {
    authChecker({ context, info }, kinds);
    return defaultFieldResolver(source, args, context, info) as unknown;
  };
}
