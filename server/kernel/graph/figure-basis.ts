/** What a figure that is a sum rests on: the same two things for every such figure. */
import { Arg, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import type { GraphContext } from './context.ts';
import { Language } from './language.ts';
import { Provenance } from './provenance.ts';
import { sql, type Sql } from './sql.ts';

/** What `provenances` says, wherever it stands. */
export const PROVENANCES_DESCRIPTION =
  'How the rows that the figures rest on came to be known: each provenance that occurs, in alphabetical order. Several are a ' +
  'mixture; with SYNTHETIC among them a part is made up. Empty when there is no row.';

/** Aggregate: the provenances of the sources `d`, each once, in the order of their names. */
export const PROVENANCES = sql`array_agg(distinct d.provenance collate "C" order by d.provenance collate "C")`;

/** The provenances of all that a statement finds by `source_id`. */
export async function provenancesOf(context: GraphContext, found: Sql): Promise<Provenance[]> {
  const [row] = await context.query<{ provenances: Provenance[] | null }>(sql`
    select ${PROVENANCES} as provenances
    from (select distinct found.source_id from (${found}) found) found join data_source d on d.id = found.source_id`);
  return row?.provenances ?? [];
}

@ObjectType('FigureBasis', {
  simpleResolvers: true,
  description: 'What a figure rests on and what it means. Quote both beside the figure.',
})
export class FigureBasis {
  @Field(() => [Provenance], {
    nullable: true,
    description: `${PROVENANCES_DESCRIPTION} Null where it is not looked for: of the whole country.`,
  })
  provenances!: () => Promise<Provenance[] | null>;

  /** The definition in a language. */
  words!: (language: Language) => string;
}

@Resolver(() => FigureBasis)
export class FigureBasisResolver {
  @FieldResolver(() => String, {
    description: 'What the figure means, in whole sentences: its date, what is counted, and what is not known.',
  })
  definition(
    @Root() basis: FigureBasis,
    @Arg('language', () => Language, { defaultValue: Language.ZH, description: 'The language of the sentences.' })
    language: Language,
  ): string {
    return basis.words(language);
  }
}
