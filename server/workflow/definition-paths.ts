import type { StateDefinition, TransitionDefinition, WorkflowDefinition } from './definition.ts';

/** What is wrong with the ways through a workflow whose words are all right. */
export function problemsOfPaths(definition: WorkflowDefinition): string[] {
  const { states, transitions, initial } = definition;
  const codes = new Set(states.map(({ code }) => code));
  const unknown = transitions.flatMap(({ code, from, to }) =>
    [...from, to]
      .filter((state) => !codes.has(state))
      .map((state) => `transition ${code}: there is no state "${state}".`),
  );
  if (!codes.has(initial)) unknown.push(`initial: there is no state "${initial}".`);
  if (unknown.length > 0) return unknown;
  return [
    ...twice(states.map(({ code }) => code)).map((code) => `state ${code}: is there twice.`),
    ...twice((definition.scoring ?? []).map(({ code }) => code)).map((code) => `scoring ${code}: is there twice.`),
    ...ambiguous(transitions),
    ...beginnings(definition),
    ...unreachable(definition),
    ...deadEnds(definition),
    ...states.flatMap((state) => oddState(state)),
    ...transitions.flatMap((transition) => oddTransition(definition, transition)),
  ];
}

const twice = (codes: readonly string[]): string[] => [
  ...new Set(codes.filter((code, index) => codes.indexOf(code) !== index)),
];

/** One action from one state must lead to one state, or it could not be told which. */
function ambiguous(transitions: readonly TransitionDefinition[]): string[] {
  const ways = transitions.flatMap(({ code, from }) => from.map((state) => `${code} from ${state}`));
  return twice(ways).map((way) => `transition ${way}: is there twice.`);
}

function beginnings({ transitions, initial }: WorkflowDefinition): string[] {
  const entries = transitions.filter(({ from }) => from.length === 0);
  const usual = entries.filter(({ channels }) => !channels);
  const problems: string[] = [];
  if (usual.length === 0) problems.push('transitions: none begins a case ("from" is empty) whatever its channel.');
  if (usual.length > 1) {
    problems.push(`transitions: ${usual.map(({ code }) => code).join(', ')} all begin a case; only one may.`);
  }
  for (const { code, to } of usual) {
    if (to !== initial) problems.push(`transition ${code}: begins a case in ${to}, but initial is ${initial}.`);
  }
  for (const channel of twice(entries.flatMap(({ channels = [] }) => channels))) {
    problems.push(`transitions: two begin a case of channel ${channel}.`);
  }
  return problems;
}

function reached(begin: Iterable<string>, next: (state: string) => Iterable<string>): Set<string> {
  const seen = new Set(begin);
  for (const state of seen) for (const other of next(state)) seen.add(other);
  return seen;
}

function unreachable({ states, transitions }: WorkflowDefinition): string[] {
  const begin = transitions.filter(({ from }) => from.length === 0).map(({ to }) => to);
  const seen = reached(begin, (state) => transitions.filter(({ from }) => from.includes(state)).map(({ to }) => to));
  return states.filter(({ code }) => !seen.has(code)).map(({ code }) => `state ${code}: is never reached.`);
}

/** From every open state there must be a way to one where the case is over. */
function deadEnds({ states, transitions }: WorkflowDefinition): string[] {
  const over = states.filter(({ kind }) => kind !== 'OPEN').map(({ code }) => code);
  const leads = reached(over, (state) => transitions.filter(({ to }) => to === state).flatMap(({ from }) => from));
  return states.filter(({ code }) => !leads.has(code)).map(({ code }) => `state ${code}: a case never ends from here.`);
}

function oddState({ code, kind, stage, suspended }: StateDefinition): string[] {
  if (kind === 'OPEN') return [];
  const problems: string[] = [];
  if (stage !== null) problems.push(`state ${code}: no clock runs when a case is over; "stage" must be null.`);
  if (suspended) problems.push(`state ${code}: a case that is over is not suspended.`);
  return problems;
}

/** The clocks must do what the states say. */
function oddTransition({ states }: WorkflowDefinition, transition: TransitionDefinition): string[] {
  const { code, from, to, clock, needs = [], takes } = transition;
  const stateNamed = (name: string): StateDefinition | undefined => states.find((state) => state.code === name);
  const target = stateNamed(to);
  const sources = from.map(stateNamed);
  const problems: string[] = [];
  const problem = (message: string): void => void problems.push(`transition ${code}: ${message}`);
  const ends = target?.kind !== 'OPEN' && sources.every((state) => state?.kind === 'OPEN');
  if (ends && clock !== 'STOP') problem(`leads out of work, so its clock must be STOP.`);
  if (clock === 'STOP' && target?.kind === 'OPEN') problem(`stops the clocks, but ${to} is open.`);
  if (sources.some((state) => state?.kind !== 'OPEN') && target?.kind === 'OPEN') problem('opens again what is over.');
  if (from.length > 0 && sources.some((s) => s?.kind === 'OPEN') && sources.some((s) => s?.kind !== 'OPEN')) {
    problem('leads from open states and from ones that are over; make two of it.');
  }
  if (clock === 'SUSPEND' && !target?.suspended) problem(`suspends, but ${to} is not a suspended state.`);
  const suspends = target?.suspended && sources.some((state) => !state?.suspended);
  if (suspends && clock !== 'SUSPEND') problem(`leads to a suspended state, so its clock must be SUSPEND.`);
  if (clock === 'RESUME' && (target?.suspended || !sources.every((state) => state?.suspended))) {
    problem('resumes, so it must lead from suspended states to one that is not.');
  }
  if (clock === 'EXTEND' && needs.includes('AMOUNT')) problem('extends by what was asked for; it cannot need AMOUNT.');
  if (needs.includes('AMOUNT') && clock !== 'START' && takes !== 'REQUESTER') {
    problem('needs AMOUNT, so it must ask (takes REQUESTER) or START the clock.');
  }
  return problems;
}
