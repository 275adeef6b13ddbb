import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  HOLDERS,
  NEEDS,
  STATE_KINDS,
  SUBJECTS,
  stateOf,
  type Holder,
  type Need,
  type StateDefinition,
  type StateKind,
  type TransitionDefinition,
  type WorkflowDefinition,
  type WorkflowSubject,
} from './definition.ts';

/** An enum of the graph whose values are the words of workflows. */
function wordsOf<Word extends string>(words: readonly Word[]): Record<Word, Word> {
  return Object.fromEntries(words.map((word) => [word, word])) as Record<Word, Word>;
}

export const StateKindEnum = wordsOf(STATE_KINDS);
export const HolderEnum = wordsOf(HOLDERS);
export const ActionNeedEnum = wordsOf(NEEDS);
export const WorkflowSubjectEnum = wordsOf(SUBJECTS);

registerEnumType(StateKindEnum, {
  name: 'StateKind',
  description: 'What a state of a workflow means for the work.',
  valuesConfig: {
    OPEN: { description: 'Work goes on.' },
    CLOSED: { description: 'Done.' },
    ENDED: { description: 'Over without being done: not filed, or voided.' },
  },
});
registerEnumType(WorkflowSubjectEnum, {
  name: 'WorkflowSubject',
  description: 'What a workflow is for.',
  valuesConfig: {
    ISSUE: { description: 'Cases of issues.' },
    HARD_ISSUE: { description: 'Hard issues (揭榜挂帅).' },
  },
});
registerEnumType(HolderEnum, {
  name: 'WorkflowHolder',
  description: 'Whose turn it is.',
  valuesConfig: {
    RECEIVER: { description: 'Whoever received it, or verifies what was received.' },
    DISPATCHER: { description: 'Whoever dispatches (派遣).' },
    HANDLER: { description: 'The post that handles it (处置).' },
    CHECKER: { description: 'Whoever checks what was done (核查).' },
    APPROVER: { description: 'Whoever approves what was asked for (审批).' },
    EVALUATOR: { description: 'Whoever evaluates (评价).' },
  },
});
registerEnumType(ActionNeedEnum, {
  name: 'ActionNeed',
  description: 'What has to be told with an action, in its input.',
  valuesConfig: {
    REASON: { description: '"reason": why.' },
    CATEGORY: { description: '"category": the code of a category.' },
    SITUATION: { description: '"situation": the code of a situation.' },
    LEVEL: { description: '"level": how weighty it is, as the district names it.' },
    HANDLER: { description: '"handler": the code of the post that is to handle it.' },
    AMOUNT: { description: '"amount" and "unit": how much time.' },
    RECURRENCE_OF: { description: '"recurrenceOf": the code of the earlier issue.' },
    RESULT: { description: '"result": what was done.' },
    SCORES: { description: '"scores", one for each item of the workflow\'s scoring, or "score" where it has none.' },
  },
});

@ObjectType('WorkflowState', { simpleResolvers: true, description: 'A state of a workflow.' })
export class WorkflowState {
  @Field(() => String, { description: 'Its code, unique in the workflow.' })
  code!: string;

  @Field(() => String, { description: 'Title in Chinese.' })
  titleZh!: string;

  @Field(() => String, { description: 'Title in English.' })
  titleEn!: string;

  @Field(() => StateKindEnum, { description: 'Whether work goes on in it.' })
  kind!: StateKind;

  @Field(() => HolderEnum, { nullable: true, description: 'Whose turn it is in it; null when nobody has to act.' })
  holder!: Holder | null;
}

@ObjectType('WorkflowAction', { simpleResolvers: true, description: 'Something a post may do with a case now.' })
export class WorkflowAction {
  @Field(() => String, { description: 'Its code, for the argument "action".' })
  code!: string;

  @Field(() => String, { description: 'Title in Chinese.' })
  titleZh!: string;

  @Field(() => String, { description: 'Title in English.' })
  titleEn!: string;

  @Field(() => WorkflowState, { description: 'The state it leads to.' })
  to!: WorkflowState;

  @Field(() => [ActionNeedEnum], { description: 'What has to be told with it.' })
  needs!: Need[];
}

@ObjectType('ScoreItem', { simpleResolvers: true, description: 'An item of a weighted score (加权分).' })
export class ScoreItem {
  @Field(() => String, { description: 'Its code, for "item" of a score.' })
  code!: string;

  @Field(() => String, { description: 'Title in Chinese.' })
  titleZh!: string;

  @Field(() => String, { description: 'Title in English.' })
  titleEn!: string;
}

@ObjectType('WorkflowVersion', {
  simpleResolvers: true,
  description: 'A workflow (流程) in one of its versions: a case goes on under the version it began with.',
})
export class WorkflowVersion {
  @Field(() => String, { description: 'Which workflow.' })
  key!: string;

  @Field(() => Int, { description: 'Which version of it.' })
  version!: number;

  @Field(() => WorkflowSubjectEnum, { description: 'What it is for.' })
  subject!: WorkflowSubject;

  @Field(() => String, { description: 'Title in Chinese.' })
  titleZh!: string;

  @Field(() => String, { description: 'Title in English.' })
  titleEn!: string;

  @Field(() => [WorkflowState], { description: 'Its states, in their order.' })
  states!: WorkflowState[];

  @Field(() => [ScoreItem], { description: 'The items of its weighted score; empty when it has one score or none.' })
  scoring!: ScoreItem[];
}

export function toState({ code, title, kind, holder }: StateDefinition): WorkflowState {
  return Object.assign(new WorkflowState(), { code, titleZh: title.zh, titleEn: title.en, kind, holder });
}

export function toAction(
  definition: WorkflowDefinition,
  { code, title, to, needs = [] }: TransitionDefinition,
): WorkflowAction {
  const target = toState(stateOf(definition, to));
  return Object.assign(new WorkflowAction(), {
    code,
    titleZh: title.zh,
    titleEn: title.en,
    to: target,
    needs: [...needs],
  });
}

export function toVersion({ key, version, subject, title, states, scoring = [] }: WorkflowDefinition): WorkflowVersion {
  return Object.assign(new WorkflowVersion(), {
    key,
    version,
    subject,
    titleZh: title.zh,
    titleEn: title.en,
    states: states.map(toState),
    scoring: scoring.map((item) =>
      Object.assign(new ScoreItem(), { code: item.code, titleZh: item.title.zh, titleEn: item.title.en }),
    ),
  });
}
