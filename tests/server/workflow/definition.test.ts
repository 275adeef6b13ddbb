import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkDefinition, DefinitionWrong } from '../../../server/workflow/check-definition.ts';
import type { WorkflowDefinition } from '../../../server/workflow/definition.ts';

type Draft = {
  -readonly [Key in keyof WorkflowDefinition]: WorkflowDefinition[Key] extends readonly (infer Item)[]
    ? Item[]
    : WorkflowDefinition[Key];
};

export const shipped = (name: string): WorkflowDefinition =>
  checkDefinition(JSON.parse(readFileSync(`geodata/rules/workflow-${name}.json`, 'utf8')));

/** The default workflow with something changed in it. */
function problemsOf(change: (draft: Draft) => void): readonly string[] {
  const draft = structuredClone(shipped('shinan')) as Draft;
  change(draft);
  try {
    checkDefinition(draft);
    return [];
  } catch (error) {
    return (error as DefinitionWrong).problems;
  }
}

const first = <T>(list: readonly T[], which: (item: T) => boolean): T => {
  const found = list.find(which);
  if (!found) throw new Error('not there');
  return found;
};

describe('A workflow', () => {
  test('that is shipped can be used', () => {
    expect(shipped('shinan').default).toBe(true);
    expect(shipped('xincheng').scoring?.map(({ weight }) => weight)).toEqual([0.4, 0.4, 0.2]);
    expect(problemsOf(() => undefined)).toEqual([]);
  });

  test.each<[string, string, (draft: Draft) => void]>([
    [
      'a state that is never reached',
      'state LOST: is never reached.',
      (draft) => void draft.states.push({ ...first(draft.states, () => true), code: 'LOST' }),
    ],
    [
      'a state without a way out',
      'state TRAP: a case never ends from here.',
      (draft) => {
        draft.states.push({ ...first(draft.states, () => true), code: 'TRAP' });
        draft.transitions.push({
          ...first(draft.transitions, ({ code }) => code === 'VERIFY'),
          code: 'FALL',
          to: 'TRAP',
        });
      },
    ],
    [
      'two beginnings',
      'REPORT, BEGIN all begin a case; only one may.',
      (draft) => void draft.transitions.push({ ...first(draft.transitions, () => true), code: 'BEGIN' }),
    ],
    ['no beginning', 'none begins a case', (draft) => void draft.transitions.splice(0, 1)],
    ['another beginning than it says', 'initial is FILED.', (draft) => void (draft.initial = 'FILED')],
    [
      'a state twice',
      'state REPORTED: is there twice.',
      (draft) => void draft.states.push(first(draft.states, () => true)),
    ],
    [
      'an action twice from one state',
      'transition ACCEPT from DISPATCHED: is there twice.',
      (draft) => void draft.transitions.push(first(draft.transitions, ({ code }) => code === 'ACCEPT')),
    ],
    [
      'a state that is not there',
      'there is no state "NOWHERE".',
      (draft) => void draft.transitions.push({ ...first(draft.transitions, () => true), to: 'NOWHERE' }),
    ],
    [
      'a close without its clock',
      'its clock must be STOP.',
      (draft) =>
        void (draft.transitions = draft.transitions.map((each) =>
          each.code === 'CLOSE' ? { ...each, clock: 'START' as const } : each,
        )),
    ],
    [
      'an unknown word',
      '"CLOSER" must be one of',
      (draft) => void (draft.states = draft.states.map((each) => ({ ...each, holder: 'CLOSER' as never }))),
    ],
    [
      'a word of no meaning',
      '"colour" is not a word of workflows.',
      (draft) => void Object.assign(draft, { colour: 'red' }),
    ],
    [
      'a suspension that does not suspend',
      'is not a suspended state.',
      (draft) =>
        void (draft.transitions = draft.transitions.map((each) =>
          each.code === 'ACCEPT' ? { ...each, clock: 'SUSPEND' as const } : each,
        )),
    ],
    [
      'weights that are not whole',
      'the weights must add up to 1.',
      (draft) => void (draft.scoring = [{ code: 'ALL', title: { zh: '全', en: 'All' }, weight: 0.9 }]),
    ],
    [
      'a work that is opened again',
      'opens again what is over.',
      (draft) =>
        void draft.transitions.push({
          ...first(draft.transitions, ({ code }) => code === 'VERIFY'),
          code: 'REOPEN',
          from: ['CLOSED'],
        }),
    ],
  ])('with %s is refused, and told why', (_, sentence, change) => {
    expect(problemsOf(change).join('\n')).toContain(sentence);
  });

  test('is refused with all its problems at once, whatever it is', () => {
    expect(problemsOf((draft) => Object.assign(draft, { key: 7, version: 0, title: null })).length).toBe(4);
    for (const nothing of [null, 7, 'text', [], {}]) expect(() => checkDefinition(nothing)).toThrow(DefinitionWrong);
  });
});
