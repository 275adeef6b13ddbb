import {
  Arg,
  Args,
  ArgsType,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { Figure } from '../kernel/access/authorized.ts';
import { PostKind } from '../kernel/access/viewer.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { PROVENANCES_DESCRIPTION } from '../kernel/graph/figure-basis.ts';
import { Language } from '../kernel/graph/language.ts';
import { Provenance } from '../kernel/graph/provenance.ts';
import { DateScalar } from '../kernel/graph/scalars.ts';
import { evaluationDefinition } from './evaluation-definition.ts';
import { EvaluationService } from './evaluation.service.ts';
import { Evaluation, EVALUATION_READERS, EvaluationPeriod, EvaluationUnit } from './evaluation.types.ts';
import { ScoreSchemeService, toScheme } from './score-scheme.service.ts';
import { ScoreSchemeType } from './score-scheme.types.ts';

@ArgsType()
class PeriodArgs {
  @Field(() => String, { description: 'Code of a district, a subdistrict or a community: the cases in it.' })
  within!: string;

  @Field(() => DateScalar, { description: 'The first day of the period.' })
  from!: string;

  @Field(() => DateScalar, { description: 'The last day of the period.' })
  to!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Key of a score scheme (see scoreSchemes). Left out: the one that holds for the district.',
  })
  scheme?: string | null;

  @Field(() => EvaluationUnit, { defaultValue: EvaluationUnit.SUBDISTRICT, description: 'Which units are compared.' })
  unit!: EvaluationUnit;
}

@Resolver(() => Evaluation)
export class EvaluationResolver {
  @Authorized<PostKind>(EVALUATION_READERS)
  @Figure()
  @FieldResolver(() => Int, {
    description:
      'All issues reported in the period within the area as it stood at its end, with a case or without, whatever became of them. Of now, frozen ' +
      'or not. "EvaluationCounts.reported" counts those with a case that did not end unhandled.',
  })
  reportedIssues(@Root() evaluation: Evaluation, @Ctx() context: GraphContext): Promise<number> {
    return EvaluationService.reportedIssues(context, evaluation);
  }

  @Authorized<PostKind>(EVALUATION_READERS)
  @Figure()
  @FieldResolver(() => [Provenance], {
    description:
      `${PROVENANCES_DESCRIPTION} The rows are the issues of the cases counted in "total". Of frozen results: as those cases ` +
      'stand now, seen up to when they were frozen.',
  })
  provenances(@Root() evaluation: Evaluation, @Ctx() context: GraphContext): Promise<Provenance[]> {
    return EvaluationService.provenances(context, evaluation);
  }

  @Authorized<PostKind>(EVALUATION_READERS)
  @Figure()
  @FieldResolver(() => String, {
    description:
      'What the figures mean, in whole sentences: whose cases, of when, counted as what, and what is left out.',
  })
  definition(
    @Root() evaluation: Evaluation,
    @Arg('language', () => Language, { defaultValue: Language.ZH, description: 'The language of the sentences.' })
    language: Language,
  ): string {
    return evaluationDefinition(evaluation, language);
  }

  @Query(() => [ScoreSchemeType], {
    description: 'The code book of score schemes (评分方案), by key, the newest version first.',
  })
  async scoreSchemes(@Ctx() context: GraphContext): Promise<ScoreSchemeType[]> {
    return (await ScoreSchemeService.list(context)).map(toScheme);
  }

  @Authorized<PostKind>(EVALUATION_READERS)
  @Figure()
  @Query(() => Evaluation, {
    description:
      'The units of an area compared in a period (综合评价): as they were frozen, or else as the cases stand now. Days are of ' +
      'China; of a period that is not over only what has happened by now counts.',
  })
  evaluation(@Args(() => PeriodArgs) args: PeriodArgs, @Ctx() context: GraphContext): Promise<Evaluation> {
    return EvaluationService.evaluate(context, args, args.unit);
  }

  @Authorized<PostKind>(EVALUATION_READERS)
  @Figure()
  @Query(() => [EvaluationPeriod], { description: 'The frozen periods of an area, the latest first.' })
  evaluations(
    @Arg('within', () => String, { description: 'Code of a district, a subdistrict or a community.' }) within: string,
    @Ctx() context: GraphContext,
  ): Promise<EvaluationPeriod[]> {
    return EvaluationService.periods(context, within);
  }

  @Authorized<PostKind>([PostKind.DISTRICT_PLANNER])
  @Mutation(() => Evaluation, {
    description:
      'Freezes the results of all units of a period that is over, for good: what becomes of its cases later changes nothing.',
  })
  freezeEvaluation(
    @Args(() => PeriodArgs) args: PeriodArgs,
    @Arg('idempotencyKey', () => ID, { description: 'Made once for this act: the same again does nothing twice.' })
    idempotencyKey: string,
    @Ctx() context: GraphContext,
  ): Promise<Evaluation> {
    return EvaluationService.freeze(context, args, args.unit, idempotencyKey);
  }
}
