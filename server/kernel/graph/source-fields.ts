import { Ctx, FieldResolver, Resolver, Root, type ClassType } from 'type-graphql';
import type { GraphContext } from './context.ts';
import { Reading } from '../reading/reading.ts';
import { FactSource, loadSource, Provenance, readProvenance, readSource } from './provenance.ts';

interface Sourced {
  sourceId: number;
}

/** The fields `source` and `provenance` of a type whose rows carry a source: a resolver to list beside the type's own. */
export function sourceFieldsOf(type: () => ClassType<Sourced>): new () => object {
  @Resolver(type)
  class SourceFields {
    @Reading(readSource)
    @FieldResolver(() => FactSource, { description: 'Where this fact comes from.' })
    source(@Root() fact: Sourced, @Ctx() context: GraphContext): Promise<FactSource> {
      return loadSource(context, fact.sourceId);
    }

    @Reading(readProvenance)
    @FieldResolver(() => Provenance, { description: 'How this fact came to be known; SYNTHETIC says it is made up.' })
    async provenance(@Root() fact: Sourced, @Ctx() context: GraphContext): Promise<Provenance> {
      return (await loadSource(context, fact.sourceId)).provenance;
    }
  }
  return SourceFields;
}
