import { useApolloClient } from '@apollo/client/react';
import { Kind, visit, type DocumentNode, type FieldNode } from 'graphql';
import { useEffect, useMemo, useState } from 'react';
import { MapStatusesDocument } from '../api/generated.ts';
import type { MapLevel } from '../state/levels.ts';
import type { Look } from '../state/look.ts';
import { statusesQuestion } from './questions.ts';
import { rowsOf, type Columns, type StatusRow } from './statuses.ts';
import type { AreaPaint } from './themes/theme.ts';
import type { PaintedLevel } from './use-painted.ts';

/** Districts asked for in one question; the graph takes fifty fields at the root. */
const PER_QUESTION = 25;
/** More districts, or more areas of them, are not coloured at once: nearer they are. */
const MOST_DISTRICTS = 120;
const MOST_AREAS = 12_000;
/** Answers of districts kept, the latest: at other dates and levels too. */
const MOST_KNOWN = 4 * MOST_DISTRICTS;

type Known = ReadonlyMap<string, readonly StatusRow[]>;

export interface PaintedAround {
  readonly paints: readonly AreaPaint[];
  /** How many districts they are of. */
  readonly districts: number;
}

/** The colours of the other districts in sight, by the classes of the district that is looked at. */
export function usePaintedAround(look: Look, own: PaintedLevel | null, inSight: readonly string[]): PaintedAround {
  const client = useApolloClient();
  const [known, setKnown] = useState<Known>(new Map());
  const question = own && questionKey(look, own.fillLevel);
  const wanted = useMemo(
    () => inSight.filter((code) => code !== look.district.code).slice(0, MOST_DISTRICTS),
    [inSight, look.district.code],
  );

  useEffect(() => {
    if (!question) return;
    const missing = wanted.filter((code) => !known.has(keyOf(code, question)));
    const rows = wanted.reduce((sum, code) => sum + (known.get(keyOf(code, question))?.length ?? 0), 0);
    if (missing.length === 0 || rows > MOST_AREAS) return;
    const asked = missing.slice(0, PER_QUESTION);
    let current = true;
    const variables = JSON.parse(question) as Record<string, unknown>;
    const query = questionOf(asked);
    client
      .query({ query, variables, fetchPolicy: 'no-cache' })
      .then(({ data }) => {
        if (!current) return;
        const answer = data as Readonly<Record<string, Columns>> | undefined;
        const found = asked.map((code) => {
          const columns = answer?.[aliasOf(code)];
          return [keyOf(code, question), columns ? rowsOf(columns) : []] as const;
        });
        setKnown((before) => new Map([...before, ...found].slice(-MOST_KNOWN)));
      })
      // The district that is looked at says what is wrong; its neighbours stay without colour.
      .catch(() => undefined);
    return () => {
      current = false;
    };
  }, [client, question, wanted, known]);

  return useMemo(() => {
    if (!own || !question) return NONE;
    const parts = wanted.flatMap((code) => [known.get(keyOf(code, question)) ?? []]).filter((rows) => rows.length > 0);
    if (parts.length === 0) return NONE;
    const { theme, fillLevel, modes } = own;
    const { paints } = theme.paint(parts.flat(), { level: fillLevel, modes, classesOf: own.rows });
    return { paints, districts: parts.length };
  }, [own, question, wanted, known]);
}

/** What of the question is the same for every district. */
function questionKey(look: Look, fillLevel: MapLevel): string {
  const { level, population, asOf } = statusesQuestion(look, fillLevel);
  return JSON.stringify({ level, population, asOf });
}

const NONE: PaintedAround = { paints: [], districts: 0 };
const keyOf = (code: string, question: string) => `${code} ${question}`;
const aliasOf = (code: string) => `in${code}`;

/** The statuses of several districts in one question: the same field once for each, under a name of its own. */
function questionOf(codes: readonly string[]): DocumentNode {
  return visit(MapStatusesDocument, {
    OperationDefinition: (operation) => {
      const field = operation.selectionSet.selections.find(
        (one): one is FieldNode => one.kind === Kind.FIELD && one.name.value === 'areaStatuses',
      );
      const selections = field ? codes.map((code) => fieldWithin(field, code)) : [];
      return {
        ...operation,
        variableDefinitions: operation.variableDefinitions?.filter(({ variable }) =>
          USED.includes(variable.name.value),
        ),
        selectionSet: { ...operation.selectionSet, selections },
      };
    },
  });
}

const USED: readonly string[] = ['level', 'population', 'asOf'];

function fieldWithin(field: FieldNode, code: string): FieldNode {
  return {
    ...field,
    alias: { kind: Kind.NAME, value: aliasOf(code) },
    arguments: (field.arguments ?? []).map((argument) =>
      argument.name.value === 'within' ? { ...argument, value: { kind: Kind.STRING, value: code } } : argument,
    ),
  };
}
