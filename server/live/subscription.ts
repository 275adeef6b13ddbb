import {
  getOperationAST,
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  validate,
  visit,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { rememberDocument } from '../kernel/graph/argument-path.ts';
import { limitExceeded, unfitting } from '../kernel/graph/errors.ts';
import { checkLimits, measure, refusalOf, type GraphLimits } from '../kernel/graph/limits.ts';

/** As it came over the wire. */
export interface LiveRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** A document that may be executed. */
export interface LiveDocument {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Reads nothing beside the feed, so that it is answered alike to everyone. */
  readonly isPlain: boolean;
  /** The variable that holds the cursor to go on from, where nothing else depends on it. */
  readonly cursorVariable: string | null;
}

/** Documents kept parsed and validated: a thousand maps ask the same. */
const KEPT = 200;
/** Characters of a subscription and its variables: they are held as long as it is followed. */
export const MAX_LIVE_CHARACTERS = 10_000;

/** Parses and validates subscriptions by the same rules and limits as queries. */
export class LiveDocuments {
  private readonly kept = new Map<string, LiveDocument>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly limits: GraphLimits,
  ) {}

  /** The errors for the client where it may not be executed. */
  read({ query, operationName, variables }: LiveRequest): LiveDocument | readonly GraphQLError[] {
    try {
      if (query.length + (variables ? JSON.stringify(variables).length : 0) > MAX_LIVE_CHARACTERS)
        throw limitExceeded(`A subscription and its variables may have ${MAX_LIVE_CHARACTERS} characters.`);
      const key = JSON.stringify([operationName ?? null, query]);
      const known = this.kept.get(key);
      const read = known ?? this.readAnew(query, operationName);
      if (!('document' in read)) return read;
      checkLimits(this.limits, measure(this.schema, read.document, read.operation, variables ?? {}));
      if (!known) {
        if (this.kept.size >= KEPT) this.kept.clear();
        this.kept.set(key, read);
      }
      return read;
    } catch (error) {
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
  }

  private readAnew(query: string, operationName: string | null | undefined): LiveDocument | readonly GraphQLError[] {
    const document = parsed(query, this.limits.maxTokens);
    rememberDocument(document);
    const refusal = refusalOf(this.limits, document);
    if (refusal) return [refusal];
    const errors = validate(this.schema, document, undefined, { maxErrors: this.limits.maxErrors });
    if (errors.length > 0) return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
    const operation = getOperationAST(document, operationName);
    if (!operation) {
      const message = operationName
        ? `There is no operation "${operationName}" in the document.`
        : 'The document holds several operations: say in "operationName" which one is meant.';
      return [new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } })];
    }
    if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
      return [unfitting(`Only subscriptions are followed here: send a ${operation.operation} to POST /graphql.`)];
    }
    return { document, operation, isPlain: isPlain(operation), cursorVariable: cursorVariableOf(document, operation) };
  }
}

function parsed(query: string, maxTokens: number): DocumentNode {
  try {
    return parse(query, { maxTokens });
  } catch (error) {
    throw error instanceof GraphQLError ? withCode(error, 'GRAPHQL_PARSE_FAILED') : error;
  }
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes, source, positions, extensions } = error;
  return new GraphQLError(message, {
    ...(nodes ? { nodes } : { source: source ?? null, positions: positions ?? null }),
    extensions: { ...extensions, code },
  });
}

function rootField(operation: OperationDefinitionNode): FieldNode | null {
  const [field] = operation.selectionSet.selections;
  return field?.kind === Kind.FIELD && operation.selectionSet.selections.length === 1 ? field : null;
}

function isPlain(operation: OperationDefinitionNode): boolean {
  const selections = rootField(operation)?.selectionSet?.selections;
  return selections?.every((one) => one.kind === Kind.FIELD && !one.selectionSet) ?? false;
}

function cursorVariableOf(document: DocumentNode, operation: OperationDefinitionNode): string | null {
  const value = rootField(operation)?.arguments?.find(({ name }) => name.value === 'after')?.value;
  if (value?.kind !== Kind.VARIABLE) return null;
  let uses = 0;
  // Once where it is declared, once where it is used.
  visit(document, { Variable: ({ name }) => void (uses += Number(name.value === value.name.value)) });
  return uses === 2 ? value.name.value : null;
}
