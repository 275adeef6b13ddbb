import { Ctx, Field, FieldResolver, Float, Int, ObjectType, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../kernel/graph/context.ts';
import { FactSource } from '../kernel/graph/provenance.ts';
import { DateScalar } from '../kernel/graph/scalars.ts';
import { sql } from '../kernel/graph/sql.ts';

@ObjectType({ description: 'What was mended in a file that came in.' })
export class ImportRepair {
  @Field(() => String, { nullable: true, description: 'Code of the object; null when it has none.' })
  code!: string | null;

  @Field(() => String, { description: 'What was wrong and what was done.' })
  message!: string;

  @Field(() => Float, {
    nullable: true,
    description: 'How much ground that changed, in square metres; null when none.',
  })
  areaM2!: number | null;
}

@ObjectType({ simpleResolvers: true, description: 'The file that a source was imported from (导入文件).' })
export class ImportedFile {
  @Field(() => String, { description: 'Name of the file.' })
  name!: string;

  @Field(() => String, { description: 'SHA-256 of its bytes, in hexadecimal digits.' })
  sha256!: string;

  @Field(() => Int, { description: 'How many rows it had.' })
  rowCount!: number;

  @Field(() => String, { description: 'Its format, such as GEOJSON or SHAPEFILE.' })
  format!: string;

  @Field(() => String, { nullable: true, description: 'Its text encoding; null where the format has but one.' })
  encoding!: string | null;

  @Field(() => DateScalar, { description: 'The date it speaks of.' })
  asOf!: string;

  @Field(() => DateScalar, { description: 'The day it was imported, in China.' })
  importedOn!: string;

  @Field(() => String, { nullable: true, description: 'Coordinate system that the file or the importer declared.' })
  declaredCrs!: string | null;

  @Field(() => String, { nullable: true, description: 'Coordinate system that the known ground spoke for.' })
  detectedCrs!: string | null;

  @Field(() => String, { nullable: true, description: 'Coordinate system it was read in; null when it had no shapes.' })
  usedCrs!: string | null;

  @Field(() => [String], { description: 'Which doubts were looked at and accepted, such as OVERLAP.' })
  acceptedDoubts!: string[];

  runId!: number;
}

/** Repairs that are told of a file. */
const MAX_REPAIRS = 200;

@Resolver(() => FactSource)
export class SourceFileResolver {
  @FieldResolver(() => ImportedFile, {
    nullable: true,
    description: 'The file it was imported from; null when it came another way.',
  })
  file(@Root() source: FactSource, @Ctx() context: GraphContext): Promise<ImportedFile | null> {
    return context
      .loader<number, ImportedFile | null>('imported file', async (ids) => {
        const rows = await context.query<ImportedFile & { sourceId: number }>(sql`
          select r.source_id as "sourceId", r.id as "runId", r.file->>'name' as name, r.file->>'sha256' as sha256,
            (r.file->>'rows')::int as "rowCount", r.file->>'format' as format, r.file->>'encoding' as encoding, r.as_of as "asOf",
            (r.applied_at at time zone 'Asia/Shanghai')::date as "importedOn", r.crs->>'declared' as "declaredCrs",
            r.crs->>'detected' as "detectedCrs", r.crs->>'used' as "usedCrs", r.accepted as "acceptedDoubts"
          from import_run r where r.source_id = any (${ids}::int[]) and r.state = 'APPLIED'`);
        const bySource = new Map(rows.map((row) => [row.sourceId, row]));
        return ids.map((id) => bySource.get(id) ?? null);
      })
      .load(source.sourceId);
  }
}

@Resolver(() => ImportedFile)
export class ImportedFileResolver {
  @FieldResolver(() => [ImportRepair], { description: `What was mended in it, ${MAX_REPAIRS} entries at most.` })
  repairs(@Root() file: ImportedFile, @Ctx() context: GraphContext): Promise<ImportRepair[]> {
    return context.query<ImportRepair>(sql`
      select code, message, amount as "areaM2" from import_finding
      where run_id = ${file.runId} and severity = 'REPAIRED' order by id limit ${MAX_REPAIRS}`);
  }
}
