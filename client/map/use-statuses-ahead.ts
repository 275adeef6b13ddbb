import { useApolloClient } from '@apollo/client/react';
import { useEffect } from 'react';
import { MapStatusesDocument, PropertyModesDocument } from '../api/generated.ts';
import type { MapLevel } from '../state/levels.ts';
import type { Look } from '../state/look.ts';
import { THEMES } from '../state/view.ts';
import { fillLevelOf } from './fill-level.ts';
import { statusesQuestion } from './questions.ts';

/** A finger on its way to another layer is slower than this; who opens the map is not kept waiting by it. */
const AFTER_MS = 1000;

/** Asks ahead, once the map is drawn, for the numbers that another layer would show here: few kilobytes for no waiting. */
export function useStatusesAhead(look: Look, level: MapLevel, drawn: boolean): void {
  const client = useApolloClient();
  const { levels } = look.district;
  const fillLevels = [...new Set(THEMES.map((theme) => fillLevelOf(theme, level, levels)))];
  const questions = JSON.stringify(fillLevels.map((fillLevel) => statusesQuestion(look, fillLevel)));
  useEffect(() => {
    if (!drawn) return;
    const ask = () => {
      const asked = (JSON.parse(questions) as ReturnType<typeof statusesQuestion>[]).map((variables) =>
        client.query({ query: MapStatusesDocument, variables }),
      );
      // Whoever needs them asks again, and says what is wrong.
      Promise.all([...asked, client.query({ query: PropertyModesDocument })]).catch(() => undefined);
    };
    const timer = setTimeout(ask, AFTER_MS);
    return () => clearTimeout(timer);
  }, [client, questions, drawn]);
}
