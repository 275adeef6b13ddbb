import {
  isAbstractType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** What an object of a type is asked for: the fields by the names they have in the answer, in its order. */
export type Selected = ReadonlyMap<string, readonly FieldNode[]>;

/** Collects fields as executing does (GraphQL, October 2021, 6.3.2): fragments written out, the same name merged. */
export class Selections {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    private readonly includes: (node: SelectionNode) => boolean,
  ) {}

  of(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): Selected {
    const fields = new Map<string, FieldNode[]>();
    const visited = new Set<string>();
    const collect = (set: SelectionSetNode): void => {
      for (const selection of set.selections) {
        if (!this.includes(selection)) continue;
        if (selection.kind === Kind.FIELD) {
          const responseName = (selection.alias ?? selection.name).value;
          const known = fields.get(responseName);
          if (known) known.push(selection);
          else fields.set(responseName, [selection]);
          continue;
        }
        const fragment =
          selection.kind === Kind.FRAGMENT_SPREAD ? this.spread(selection.name.value, visited) : selection;
        if (fragment && this.fits(type, fragment.typeCondition?.name.value)) collect(fragment.selectionSet);
      }
    };
    sets.forEach(collect);
    return fields;
  }

  private spread(name: string, visited: Set<string>): FragmentDefinitionNode | undefined {
    if (visited.has(name)) return undefined;
    visited.add(name);
    return this.fragments.get(name);
  }

  private fits(type: GraphQLObjectType, condition: string | undefined): boolean {
    if (condition === undefined || condition === type.name) return true;
    const abstract = this.schema.getType(condition);
    return isAbstractType(abstract) && this.schema.isSubType(abstract, type);
  }
}

/** What is asked of the object behind these fields, which have one name in the answer. */
export function setsOf(nodes: readonly FieldNode[]): SelectionSetNode[] {
  return nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
}
