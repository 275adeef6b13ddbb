import { EvaluationResolver } from './evaluation.resolver.ts';

/** Every resolver of this room. */
export const evaluationResolvers = [EvaluationResolver] as const;
