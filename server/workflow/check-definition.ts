import { PostKind } from '../kernel/access/viewer.ts';
import {
  CLOCK_EFFECTS,
  COUNTS,
  GUARDS,
  HOLDERS,
  NEEDS,
  PARTS,
  STATE_KINDS,
  SUBJECTS,
  TAKES,
  type WorkflowDefinition,
} from './definition.ts';
import { problemsOfPaths } from './definition-paths.ts';

/** A workflow that cannot be used: every problem, each with its place. */
export class DefinitionWrong extends Error {
  override name = 'DefinitionWrong';
  constructor(readonly problems: readonly string[]) {
    super(`The workflow cannot be used:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
}

type Json = Readonly<Record<string, unknown>>;

const CODE = /^[A-Z][A-Z0-9_]{1,39}$/;
const KINDS: readonly string[] = Object.values(PostKind);

/** Checks a workflow that comes as data, whole. Throws DefinitionWrong with every problem. */
export function checkDefinition(data: unknown): WorkflowDefinition {
  const problems: string[] = [];
  const problem = (place: string, message: string): void => void problems.push(`${place}: ${message}`);
  const isObject = (value: unknown): value is Json =>
    typeof value === 'object' && value !== null && !Array.isArray(value);

  const object = (place: string, value: unknown, keys: readonly string[]): Json => {
    if (!isObject(value)) {
      problem(place, 'must be an object.');
      return {};
    }
    const unknown = Object.keys(value).filter((key) => !keys.includes(key));
    for (const key of unknown) problem(place, `"${key}" is not a word of workflows.`);
    return value;
  };
  const oneOf = (place: string, value: unknown, words: readonly string[]): void => {
    if (typeof value !== 'string' || !words.includes(value)) {
      problem(place, `${JSON.stringify(value)} must be one of ${words.join(', ')}.`);
    }
  };
  const list = (place: string, value: unknown, atLeast: number): readonly unknown[] => {
    if (Array.isArray(value) && value.length >= atLeast) return value as unknown[];
    problem(place, atLeast > 0 ? `must be a list of at least ${atLeast}.` : 'must be a list.');
    return [];
  };
  const words = (place: string, value: unknown, known: readonly string[]): void => {
    if (value === undefined) return;
    for (const word of list(place, value, 1)) oneOf(place, word, known);
  };
  const code = (place: string, value: unknown): void => {
    if (typeof value !== 'string' || !CODE.test(value)) problem(place, 'must be a code such as "REPORTED".');
  };
  const title = (place: string, value: unknown): void => {
    const { zh, en } = object(place, value, ['zh', 'en']);
    if (typeof zh !== 'string' || zh.trim() === '' || typeof en !== 'string' || en.trim() === '') {
      problem(place, 'needs "zh" and "en".');
    }
  };
  const duties = (place: string, value: unknown): void => {
    for (const duty of list(place, value, 1)) {
      const { kind, is } = object(place, duty, ['kind', 'is']);
      oneOf(`${place}.kind`, kind, KINDS);
      if (is !== undefined) oneOf(`${place}.is`, is, PARTS);
    }
  };

  const whole = object('workflow', data, [
    'key',
    'version',
    'subject',
    'title',
    'default',
    'initial',
    'holders',
    'states',
    'transitions',
    'scoring',
  ]);
  if (typeof whole['key'] !== 'string' || !/^[a-z][a-z0-9-]{1,39}$/.test(whole['key'])) {
    problem('key', 'must be a word such as "shinan".');
  }
  if (!Number.isInteger(whole['version']) || Number(whole['version']) < 1) problem('version', 'must be 1 or more.');
  oneOf('subject', whole['subject'], SUBJECTS);
  title('title', whole['title']);
  if (whole['default'] !== undefined && whole['default'] !== true) problem('default', 'must be true or left out.');

  const holders = object('holders', whole['holders'], HOLDERS);
  for (const [holder, value] of Object.entries(holders)) duties(`holders.${holder}`, value);

  list('states', whole['states'], 2).forEach((value, index) => {
    const state = object(`states[${index}]`, value, ['code', 'title', 'kind', 'stage', 'suspended', 'holder']);
    const place = `state ${String(state['code'])}`;
    code(place, state['code']);
    title(`${place}.title`, state['title']);
    oneOf(`${place}.kind`, state['kind'], STATE_KINDS);
    if (state['stage'] !== null) code(`${place}.stage`, state['stage']);
    if (state['stage'] === 'OVERALL') problem(`${place}.stage`, 'OVERALL is the name of the overall clock.');
    if (state['suspended'] !== undefined && state['suspended'] !== true) {
      problem(`${place}.suspended`, 'must be true or left out.');
    }
    if (state['holder'] === null) return;
    oneOf(`${place}.holder`, state['holder'], HOLDERS);
    if (holders[String(state['holder'])] === undefined) problem(`${place}.holder`, 'is not among "holders".');
  });

  list('transitions', whole['transitions'], 1).forEach((value, index) => {
    const transition = object(`transitions[${index}]`, value, [
      'code',
      'title',
      'from',
      'to',
      'by',
      'guards',
      'needs',
      'counts',
      'clock',
      'takes',
      'promotes',
      'channels',
      'handlers',
    ]);
    const place = `transition ${String(transition['code'])}`;
    code(place, transition['code']);
    title(`${place}.title`, transition['title']);
    for (const from of list(`${place}.from`, transition['from'], 0)) code(`${place}.from`, from);
    code(`${place}.to`, transition['to']);
    duties(`${place}.by`, transition['by']);
    words(`${place}.guards`, transition['guards'], GUARDS);
    words(`${place}.needs`, transition['needs'], NEEDS);
    words(`${place}.handlers`, transition['handlers'], KINDS);
    if (transition['counts'] !== undefined) oneOf(`${place}.counts`, transition['counts'], COUNTS);
    if (transition['clock'] !== undefined) oneOf(`${place}.clock`, transition['clock'], CLOCK_EFFECTS);
    if (transition['takes'] !== undefined) oneOf(`${place}.takes`, transition['takes'], TAKES);
    if (transition['promotes'] !== undefined && transition['promotes'] !== true) {
      problem(`${place}.promotes`, 'must be true or left out.');
    }
    if (transition['channels'] !== undefined) {
      for (const channel of list(`${place}.channels`, transition['channels'], 1)) code(`${place}.channels`, channel);
    }
  });

  if (whole['scoring'] !== undefined) {
    let sum = 0;
    for (const value of list('scoring', whole['scoring'], 1)) {
      const item = object('scoring', value, ['code', 'title', 'weight']);
      code('scoring.code', item['code']);
      title('scoring.title', item['title']);
      if (typeof item['weight'] !== 'number' || !(item['weight'] > 0))
        problem('scoring.weight', 'must be more than 0.');
      sum += Number(item['weight']);
    }
    if (!(Math.abs(sum - 1) < 1e-9)) problem('scoring', 'the weights must add up to 1.');
  }

  if (problems.length === 0) problems.push(...problemsOfPaths(data as WorkflowDefinition));
  if (problems.length > 0) throw new DefinitionWrong(problems);
  return data as WorkflowDefinition;
}
