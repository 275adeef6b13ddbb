import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { GraphContext } from './context.ts';
import { DateScalar } from './scalars.ts';
import type { AskedField } from '../reading/asked-field.ts';
import { rowsOf } from '../reading/rows.ts';
import { sql, type Sql } from './sql.ts';

export const Provenance = { SYNTHETIC: 'SYNTHETIC', IMPORTED: 'IMPORTED', SURVEYED: 'SURVEYED' } as const;
export type Provenance = (typeof Provenance)[keyof typeof Provenance];

registerEnumType(Provenance, {
  name: 'Provenance',
  description: 'How a fact or a shape came to be known.',
  valuesConfig: {
    SYNTHETIC: { description: 'Made up by the demo generator. It says nothing about the real place.' },
    IMPORTED: { description: 'Taken over from a publication or another system; see the source.' },
    SURVEYED: { description: 'Established on the ground by the district itself.' },
  },
});

/** GraphQL `DataSource`: the class has another name only because TypeORM's connection is called DataSource as well. */
@Entity({ name: 'data_source' })
@ObjectType('DataSource', {
  simpleResolvers: true,
  description: 'Where a fact or a shape comes from (数据来源). Name it beside every figure you publish.',
})
export class FactSource {
  @PrimaryGeneratedColumn({ name: 'id', type: 'integer' })
  sourceId!: number;

  @Field(() => String, { description: 'Short code of the source, unique in the system.' })
  @Column({ name: 'code', type: 'text', unique: true })
  code!: string;

  @Field(() => String, { description: 'Title of the source as it should be quoted.' })
  @Column({ name: 'title', type: 'text' })
  title!: string;

  @Field(() => Provenance, { description: 'How what comes from this source came to be known.' })
  @Column({ name: 'provenance', type: 'text' })
  provenance!: Provenance;

  @Field(() => String, {
    nullable: true,
    description: 'The attribution its licence asks for; null when it asks for none.',
  })
  @Column({ name: 'attribution', type: 'text', nullable: true })
  attribution!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day the source was published; null when it does not say.',
  })
  @Column({ name: 'published_on', type: 'date', nullable: true })
  publishedOn!: string | null;
}

/** Rows of sources. */
export const sourceRows = rowsOf([FactSource], { alias: 'd', key: 'sourceId' });

/** Reading: the source of each row. */
export function readSource(asked: AskedField): Sql {
  return asked.oneByKey(sourceRows, 'sourceId', { from: sql`data_source d`, key: sql`d.id` });
}

/** Reading: the provenance of each row's source. */
export function readProvenance(asked: AskedField): Sql {
  const source = asked.lookup(
    'provenance',
    (row) => sql`select d.provenance from data_source d where d.id = any (${row.all('sourceId')}::int[])`,
  );
  return asked.value(source('provenance'));
}

/** The source with this key; all sources an answer needs come with one statement. */
export function loadSource(context: GraphContext, sourceId: number): Promise<FactSource> {
  return context
    .loader<number, FactSource>('data_source', async (ids) => {
      const rows = await context.query<FactSource>(sql`
        select ${sourceRows.select} from data_source d where d.id = any (${ids}::int[])`);
      const byId = new Map(rows.map((row) => [row.sourceId, row]));
      return ids.map((id) => {
        const row = byId.get(id);
        if (!row) throw new Error(`No data source ${id}`);
        return row;
      });
    })
    .load(sourceId);
}
