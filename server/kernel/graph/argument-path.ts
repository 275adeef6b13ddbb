import {
  Kind,
  visit,
  type ArgumentNode,
  type ASTNode,
  type DocumentNode,
  type GraphQLError,
  type ObjectFieldNode,
  type Source,
} from 'graphql';

/** Where arguments stand in a document: found in one walk, however many errors there are. */
interface Paths {
  /** By the name of a variable, where it is used first. */
  readonly ofVariables: ReadonlyMap<string, string>;
  /** By kind and place of a node. */
  readonly ofNodes: ReadonlyMap<string, string>;
}

const documents = new WeakMap<Source, DocumentNode>();
const known = new WeakMap<Source, Paths>();

/** Lets errors about this document say which argument they are about. */
export function rememberDocument(document: DocumentNode): void {
  if (document.loc) documents.set(document.loc.source, document);
}

/**
 * Which argument an error of validation or coercion is about, such as `bounds.west`: found from the place in the query that
 * the error points at. Undefined when it is about no argument.
 */
export function argumentPathOf(error: GraphQLError): string | undefined {
  const node = error.nodes?.[0];
  const source = node?.loc?.source;
  if (!node || source === undefined) return undefined;
  if (node.kind === Kind.FIELD || node.kind === Kind.ARGUMENT) return /argument "(\w+)"/i.exec(error.message)?.[1];
  if (node.kind !== Kind.VARIABLE_DEFINITION) return pathsIn(source)?.ofNodes.get(placeOf(node));
  const name = node.variable.name.value;
  const below = new RegExp(`got invalid value .* at "${name}([^"]*)"`, 's').exec(error.message)?.[1] ?? '';
  const used = pathsIn(source)?.ofVariables.get(name);
  return `${used ?? name}${below.replaceAll(/\[(\d+)\]/g, '.$1')}`;
}

function pathsIn(source: Source): Paths | undefined {
  const document = documents.get(source);
  const paths = known.get(source) ?? (document && findPaths(document));
  if (paths) known.set(source, paths);
  return paths;
}

function findPaths(document: DocumentNode): Paths {
  const ofVariables = new Map<string, string>();
  const ofNodes = new Map<string, string>();
  const names: string[] = [];
  visit(document, {
    enter(node) {
      if (isNamed(node)) names.push(node.name.value);
      if (names.length === 0) return;
      const path = names.join('.');
      ofNodes.set(placeOf(node), path);
      if (node.kind === Kind.VARIABLE && !ofVariables.has(node.name.value)) ofVariables.set(node.name.value, path);
    },
    leave(node) {
      if (isNamed(node)) names.pop();
    },
  });
  return { ofVariables, ofNodes };
}

const isNamed = (node: ASTNode): node is ArgumentNode | ObjectFieldNode =>
  node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD;
const placeOf = ({ kind, loc }: ASTNode): string => `${kind} ${loc?.start}`;
