import { Kind, visit, type DocumentNode } from 'graphql';

/** What a document may hold before it is validated: several rules look at each thing of a kind beside each other one. */
export interface DocumentLimits {
  /** Validation, and the reading of variables, end with the error of this number. */
  maxErrors: number;
  maxOperations: number;
  maxFragments: number;
  maxVariables: number;
  maxDirectives: number;
  /** Fields under another name. */
  maxAliases: number;
  /** Fields as they are written, fragments not written out. */
  maxFields: number;
  /**
   * Fields with one name in the answer are compared each with each, and what is below them: so many comparisons, if all of
   * them stood in one place.
   */
  maxComparisons: number;
}

export const documentLimits: DocumentLimits = {
  maxErrors: 10,
  maxOperations: 50,
  maxFragments: 200,
  maxVariables: 100,
  maxDirectives: 100,
  maxAliases: 100,
  maxFields: 2000,
  maxComparisons: 50_000,
};

/** What a parsed document holds too much of, as "what # of", how many, and how many there may be; null when it may be validated. */
export function tooMuchOf(
  document: DocumentNode,
  limits: DocumentLimits,
): { what: string; actual: number; most: number } | null {
  let [operations, fragments, variables, directives, fields, aliases] = [0, 0, 0, 0, 0, 0];
  const names = new Map<string, number>();
  visit(document, {
    enter(node) {
      if (node.kind === Kind.OPERATION_DEFINITION) operations += 1;
      else if (node.kind === Kind.FRAGMENT_DEFINITION) fragments += 1;
      else if (node.kind === Kind.VARIABLE_DEFINITION) variables += 1;
      else if (node.kind === Kind.DIRECTIVE) directives += 1;
      else if (node.kind === Kind.FIELD) {
        fields += 1;
        if (node.alias) aliases += 1;
        const { value } = node.alias ?? node.name;
        names.set(value, (names.get(value) ?? 0) + 1);
      }
    },
  });
  const comparisons = [...names.values()].reduce((all, count) => all + count * (count - 1), 0);
  const counts: [string, number, number][] = [
    ['holds # operations', operations, limits.maxOperations],
    ['holds # fragments', fragments, limits.maxFragments],
    ['declares # variables', variables, limits.maxVariables],
    ['holds # directives', directives, limits.maxDirectives],
    ['holds # fields', fields, limits.maxFields],
    ['gives # fields another name', aliases, limits.maxAliases],
    ['repeats names of fields so often that # pairs would have to be compared', comparisons, limits.maxComparisons],
  ];
  const [over] = counts.filter(([, actual, most]) => actual > most);
  return over ? { what: over[0], actual: over[1], most: over[2] } : null;
}
