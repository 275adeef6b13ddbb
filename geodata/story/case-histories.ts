/** The histories of the demo's cases: made by the engine, so that every one of them is legal. */
import type { ActingPost, CaseHistory } from '../../server/issues/cases-load.service.ts';
import type { Clockwork } from '../../server/workflow/clockwork.ts';
import type { WorkflowDefinition } from '../../server/workflow/definition.ts';
import { decide, type Actor } from '../../server/workflow/engine.ts';
import type { Inputs } from '../../server/workflow/inputs.ts';
import type { Subject, WorkflowEvent } from '../../server/workflow/subject.ts';
import type { Chance } from '../random.ts';
import { stepsOf, type Role } from './case-steps.ts';
import { WORDS } from './case-texts.ts';
import type { CaseDraft } from './cases.ts';

export interface Surroundings {
  readonly definition: WorkflowDefinition;
  readonly clockwork: Clockwork;
  readonly posts: readonly ActingPost[];
  /** The beginning of the day the demo is loaded. */
  readonly midnight: Date;
}

/** Departments by the major class they look after. */
const CARING: Readonly<Record<string, string>> = {
  '01': 'URBAN',
  '02': 'HOUSING',
  '03': 'URBAN',
  '11': 'ENFORCEMENT',
  '12': 'ENFORCEMENT',
  '13': 'HOUSING',
  '14': 'CIVIL',
  '15': 'EMERGENCY',
};

export function tellHistories(drafts: readonly CaseDraft[], around: Surroundings, chance: Chance): CaseHistory[] {
  const staff = new Staff(around.posts);
  return drafts.map((draft) => {
    const handler = staff.handlerOf(draft, chance);
    const byRole: Record<Role, Actor> = {
      REPORTER: staff.reporterOf(draft),
      SUBDISTRICT: staff.ofArea(draft.subdistrict),
      PLANNER: staff.planner,
      HANDLER: handler,
    };
    let subject: Subject | null = null;
    const events: WorkflowEvent[] = [];
    for (const { action, by, at } of stepsOf(draft, around.clockwork, around.midnight, chance)) {
      const inputs = inputsOf(draft, action, handler, chance);
      const decision = decide(around.definition, subject, byRole[by], action, inputs, around.clockwork, at);
      if (decision.refused !== null) throw new Error(`${draft.issueCode}, ${action}: ${decision.message}`);
      subject = decision.subject;
      events.push(decision.event);
    }
    if (!subject) throw new Error(`${draft.issueCode} has no history`);
    const { issueCode, text, address, place, recurrenceOf } = draft;
    return { issueCode, text, address, place, recurrenceOf, definition: around.definition, subject, events };
  });
}

function inputsOf(draft: CaseDraft, action: string, handler: Actor, chance: Chance): Inputs {
  const words = WORDS[action];
  const said = words ? chance.pick(words) : null;
  switch (action) {
    case 'REPORT':
    case 'REPORT_DIRECTLY':
      return {
        channel: draft.channel,
        category: draft.categoryCode,
        situation: draft.situation,
        recurrenceOf: draft.recurrenceOf,
      };
    case 'DISPATCH':
    case 'DISPATCH_AGAIN':
      return { handler };
    case 'ASK_EXTENSION':
      return { reason: said, amount: chance.whole(2, 5), unit: 'WORKDAY' };
    case 'FEED_BACK':
      return { result: said };
    case 'EVALUATE':
      return { score: chance.whole(70, 100) };
    default:
      return { reason: said };
  }
}

class Staff {
  readonly planner: Actor;
  private readonly byArea: ReadonlyMap<string, ActingPost>;

  constructor(private readonly posts: readonly ActingPost[]) {
    this.byArea = new Map(posts.flatMap((post) => (post.areaCode === null ? [] : [[post.areaCode, post]])));
    this.planner = this.actor(posts.find(({ kind }) => kind === 'DISTRICT_PLANNER'));
  }

  ofArea(code: string): Actor {
    return this.actor(this.byArea.get(code));
  }

  reporterOf({ channel, grid, community, subdistrict }: CaseDraft): Actor {
    if (channel === 'PATROL') return this.actor(this.byArea.get(grid) ?? this.byArea.get(community));
    if (channel === 'BUSINESS_HOTLINE') return this.ofArea(subdistrict);
    return channel === 'TRANSFERRED' ? this.planner : this.ofArea(community);
  }

  /** Mostly the department that looks after such things, at times the community. */
  handlerOf({ categoryCode, community }: CaseDraft, chance: Chance): Actor {
    const key = CARING[categoryCode.slice(0, 2)] ?? 'URBAN';
    const own = this.posts.filter(({ departmentCode }) => departmentCode?.endsWith(`-${key}`));
    const department = own.length > 0 ? chance.pick(own) : undefined;
    return chance.happens(0.7) && department ? this.actor(department) : this.ofArea(community);
  }

  private actor(post: ActingPost | undefined): Actor {
    if (!post) throw new Error('The demo lacks a post that its cases need');
    const { id, kind, departmentCode } = post;
    const department = this.posts.filter((other) => departmentCode !== null && other.departmentCode === departmentCode);
    return {
      postId: id,
      kind,
      alsoIds: departmentCode === null ? [id] : department.map((other) => other.id),
      inScope: true,
    };
  }
}
