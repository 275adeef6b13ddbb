import type { DocumentNode, OperationDefinitionNode } from 'graphql';

export interface KnownOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** So many operations at most, and none whose text is longer: a few megabytes with their documents and statements. */
const MAX_OPERATIONS = 500;
const MAX_CHARACTERS = 20_000;

/**
 * Operations that have been read in one statement, by the text they came as. Documents of clients are few and come again and
 * again; of those that differ each time the oldest is forgotten.
 */
export class KnownOperations {
  private readonly byText = new Map<string, KnownOperation>();

  remember(query: string, operationName: string | null, known: KnownOperation): void {
    if (query.length > MAX_CHARACTERS) return;
    this.byText.set(keyOf(query, operationName), known);
    const [oldest] = this.byText.keys();
    if (this.byText.size > MAX_OPERATIONS && oldest !== undefined) this.byText.delete(oldest);
  }

  find(query: string, operationName: string | null): KnownOperation | undefined {
    return this.byText.get(keyOf(query, operationName));
  }
}

/** No document holds the sign between the two. */
function keyOf(query: string, operationName: string | null): string {
  return operationName === null ? query : `${operationName}\u0000${query}`;
}
