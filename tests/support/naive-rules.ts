/** What a workflow allows and what clocks show, worked out a second time, as plainly as can be. */
import type { Viewer } from '../../server/kernel/access/viewer.ts';
import type { TransitionDefinition, WorkflowDefinition } from '../../server/workflow/definition.ts';
import type { WorkflowEvent } from '../../server/workflow/subject.ts';

export interface NaivePost extends Pick<Viewer, 'postId' | 'kind'> {
  /** With itself. */
  readonly department: readonly number[];
  readonly inScope: boolean;
}

/** What the history of a case says, looked up in it every time. */
export class NaiveCase {
  constructor(
    readonly definition: WorkflowDefinition,
    readonly events: readonly WorkflowEvent[],
  ) {}

  get state(): string {
    return this.events.at(-1)?.to ?? 'nothing';
  }

  private last(which: (event: WorkflowEvent) => boolean): WorkflowEvent | undefined {
    return [...this.events].reverse().find(which);
  }

  get handler(): number | undefined {
    return this.last(({ effect }) => effect.handlerId !== undefined)?.effect.handlerId;
  }

  get requester(): number | undefined {
    return this.last(({ action }) => action.startsWith('ASK_'))?.postId;
  }

  get receiver(): number | undefined {
    return this.events[0]?.postId;
  }

  transition(action: string): TransitionDefinition | undefined {
    return this.definition.transitions.find(({ code, from }) => code === action && from.includes(this.state));
  }

  mayDo(post: NaivePost, action: string): boolean {
    const transition = this.transition(action);
    if (!transition || !post.inScope) return false;
    const channel = this.events[0]?.effect.channel ?? '';
    if (transition.channels && !transition.channels.includes(channel)) return false;
    const is = (id: number | undefined): boolean => id !== undefined && post.department.includes(id);
    const part = { HANDLER: this.handler, FIRST_RECEIVER: this.receiver, REQUESTER: this.requester };
    const guarded = {
      NOT_THE_HANDLER: this.handler,
      NOT_THE_REQUESTER: this.requester,
      NOT_THE_FIRST_RECEIVER: this.receiver,
    };
    return (
      transition.by.some(({ kind, is: who }) => kind === post.kind && (!who || is(part[who]))) &&
      (transition.guards ?? []).every((guard) => !is(guarded[guard]))
    );
  }
}

type Span = readonly [from: number, to: number];

/** Milliseconds of working time between two instants: nine to noon and half past one to half past five, Monday to Friday. */
export function workingTime(from: number, to: number, holidays: ReadonlySet<string>): number {
  const CHINA = 8 * 3_600_000;
  let sum = 0;
  for (
    let midnight = Math.floor((from + CHINA) / 86_400_000) * 86_400_000 - CHINA;
    midnight < to;
    midnight += 86_400_000
  ) {
    const day = new Date(midnight + CHINA);
    if (day.getUTCDay() === 0 || day.getUTCDay() === 6 || holidays.has(day.toISOString().slice(0, 10))) continue;
    for (const [begin, end] of [
      [9, 12],
      [13.5, 17.5],
    ] as const) {
      sum += Math.max(0, Math.min(to, midnight + end * 3_600_000) - Math.max(from, midnight + begin * 3_600_000));
    }
  }
  return sum;
}

/** When the case was suspended, by its states. */
export function suspensions(definition: WorkflowDefinition, events: readonly WorkflowEvent[]): Span[] {
  const suspended = (state: string): boolean =>
    definition.states.some(({ code, suspended: is }) => code === state && is === true);
  return events.flatMap((event, i): Span[] => {
    if (!suspended(event.to) || (event.from !== null && suspended(event.from))) return [];
    const end = events.slice(i + 1).find(({ to }) => !suspended(to));
    return end ? [[Date.parse(event.at), Date.parse(end.at)]] : [];
  });
}
