import { Kind, parse, visit, type ASTNode, type GraphQLError } from 'graphql';

/**
 * Which argument an error of validation or coercion is about, such as `bounds.west`: found from the place in the query that
 * the error points at. Undefined when it is about no argument.
 */
export function argumentPathOf(error: GraphQLError): string | undefined {
  const node = error.nodes?.[0];
  const source = node?.loc?.source.body;
  if (!node || source === undefined) return undefined;
  if (node.kind === Kind.FIELD || node.kind === Kind.ARGUMENT) return /argument "(\w+)"/i.exec(error.message)?.[1];
  if (node.kind === Kind.VARIABLE_DEFINITION) {
    const name = node.variable.name.value;
    const below = new RegExp(`got invalid value .* at "${name}([^"]*)"`, 's').exec(error.message)?.[1] ?? '';
    const used = findPath(source, (each) => each.kind === Kind.VARIABLE && each.name.value === name);
    return `${used ?? name}${below.replaceAll(/\[(\d+)\]/g, '.$1')}`;
  }
  const start = node.loc?.start;
  return findPath(source, (each) => each.kind === node.kind && each.loc?.start === start);
}

function findPath(source: string, wanted: (node: ASTNode) => boolean): string | undefined {
  let path: string | undefined;
  visit(parse(source), {
    enter(node, _key, parent, _path, ancestors) {
      if (path !== undefined || !wanted(node)) return;
      const names = [...ancestors, parent, node].flatMap((each) =>
        each &&
        !Array.isArray(each) &&
        'kind' in each &&
        (each.kind === Kind.ARGUMENT || each.kind === Kind.OBJECT_FIELD)
          ? [each.name.value]
          : [],
      );
      if (names.length > 0) path = names.join('.');
    },
  });
  return path;
}
