import { Arg, Args, Ctx, FieldResolver, Float, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../kernel/graph/context.ts';
import type { JsonText } from '../kernel/graph/json-text.ts';
import { Language } from '../kernel/graph/language.ts';
import { PageArgs, type Page } from '../kernel/graph/page.ts';
import { FactSource, loadSource, Provenance, readProvenance, readSource } from '../kernel/graph/provenance.ts';
import { GeoJsonScalar } from '../kernel/graph/scalars.ts';
import { sql } from '../kernel/graph/sql.ts';
import type { Late } from '../kernel/reading/late.ts';
import { Reading } from '../kernel/reading/reading.ts';
import { findParent, listAncestors, readAncestors, readParent } from './ancestors.service.ts';
import { AreaConnection } from './area-connections.ts';
import { areaRows } from './area-row.ts';
import { AreaListService, childrenOf, readBelow } from './area-list.service.ts';
import { Area } from './area.entity.ts';
import { loadBoundary, loadMeasures, readBoundary, readMeasures } from './boundary.service.ts';
import { countWithin, LevelCount, readChildCounts } from './child-counts.service.ts';
import { loadLevels, readLevelTitle } from './level-scheme.service.ts';
import { AreaLevel } from './level.ts';
import { Bounds, MAX_TOLERANCE_M, Position } from './shape.ts';

@Resolver(() => Area)
export class AreaResolver {
  @Reading<{ language: Language }>((asked) => readLevelTitle(asked, asked.args.language))
  @FieldResolver(() => String, { description: 'What the level of the area is called in its district, e.g. 街道.' })
  async levelTitle(
    @Root() area: Area,
    @Ctx() context: GraphContext,
    @Arg('language', () => Language, { defaultValue: Language.ZH, description: 'Chinese or English.' })
    language: Language,
  ): Promise<string> {
    const level = (await loadLevels(context, area.districtCode)).find((each) => each.level === area.level);
    return (language === Language.EN ? level?.titleEn : level?.titleZh) ?? area.level;
  }

  @Reading(readProvenance)
  @FieldResolver(() => Provenance, { description: 'How the area came to be known: made up, imported or surveyed.' })
  async provenance(@Root() area: Area, @Ctx() context: GraphContext): Promise<Provenance> {
    return (await loadSource(context, area.sourceId)).provenance;
  }

  @Reading(readSource)
  @FieldResolver(() => FactSource, { description: 'Where the area and its attributes come from.' })
  source(@Root() area: Area, @Ctx() context: GraphContext): Promise<FactSource> {
    return loadSource(context, area.sourceId);
  }

  @Reading(readParent)
  @FieldResolver(() => Area, { nullable: true, description: 'What it belonged to at the date; null for a district.' })
  parent(@Root() area: Area, @Ctx() context: GraphContext): Promise<Area | null> {
    return findParent(context, area);
  }

  @Reading(readAncestors)
  @FieldResolver(() => [Area], {
    description:
      'Everything above it at the date, the district first, itself left out: the way down to it (breadcrumb).',
  })
  ancestors(@Root() area: Area, @Ctx() context: GraphContext): Promise<Area[]> {
    return listAncestors(context, area);
  }

  @Reading<{ level?: AreaLevel | null }>((asked) =>
    asked.args.level
      ? readBelow(asked, asked.args.level)
      : asked.page(areaRows(asked.asOf), (rows) => childrenOf(rows.keys, asked.asOf)),
  )
  @FieldResolver(() => AreaConnection, {
    description:
      'What belonged to it at the date, by code. Without "level" its direct members; with "level" everything of that level ' +
      'within it, at whatever depth.',
  })
  children(
    @Root() area: Area,
    @Ctx() context: GraphContext,
    @Arg('level', () => AreaLevel, { nullable: true, description: 'Only this level, at whatever depth.' })
    level: AreaLevel | null | undefined,
    @Args(() => PageArgs) page: PageArgs,
  ): Page<Area> {
    return level ? AreaListService.below(context, area, level, page) : AreaListService.children(context, area, page);
  }

  @Reading(readChildCounts)
  @FieldResolver(() => [LevelCount], {
    description: 'How many areas of each lower level lay within it at the date, at whatever depth; upper levels first.',
  })
  childCounts(@Root() area: Area, @Ctx() context: GraphContext): Promise<LevelCount[]> {
    return countWithin(context, area);
  }

  @Reading((asked) => {
    const of = readMeasures(asked);
    const sides = { west: of('west'), south: of('south'), east: of('east'), north: of('north') };
    return asked.objectWhere(sql`${of('areaId')} is not null`, sides);
  })
  @FieldResolver(() => Bounds, {
    nullable: true,
    description: 'The box around its ground; null when no boundary is known.',
  })
  async bounds(@Root() area: Area, @Ctx() context: GraphContext): Promise<Bounds | null> {
    return (await loadMeasures(context, area))?.bounds ?? null;
  }

  @Reading((asked) => {
    const of = readMeasures(asked);
    const position = { longitude: of('longitude'), latitude: of('latitude') };
    return asked.objectWhere(sql`${of('areaId')} is not null`, position);
  })
  @FieldResolver(() => Position, {
    nullable: true,
    description: 'A point that surely lies on its ground, near the middle; null when no boundary is known.',
  })
  async centre(@Root() area: Area, @Ctx() context: GraphContext): Promise<Position | null> {
    return (await loadMeasures(context, area))?.centre ?? null;
  }

  @Reading((asked) => asked.value(readMeasures(asked)('areaM2')))
  @FieldResolver(() => Float, {
    nullable: true,
    description: 'Size of its ground in square metres, on the ellipsoid, to a tenth; null when no boundary is known.',
  })
  async areaM2(@Root() area: Area, @Ctx() context: GraphContext): Promise<number | null> {
    return (await loadMeasures(context, area))?.areaM2 ?? null;
  }

  @Reading((asked) => asked.value(readMeasures(asked)('perimeterM')))
  @FieldResolver(() => Float, {
    nullable: true,
    description:
      'Length of all its borders in metres, on the ellipsoid, to a tenth, holes included; null when no boundary is known.',
  })
  async perimeterM(@Root() area: Area, @Ctx() context: GraphContext): Promise<number | null> {
    return (await loadMeasures(context, area))?.perimeterM ?? null;
  }

  @Reading<{ toleranceM: Late<number> }>((asked) => readBoundary(asked, asked.args.toleranceM))
  @FieldResolver(() => GeoJsonScalar, {
    nullable: true,
    description: 'Its ground as a GeoJSON MultiPolygon or Polygon; null when no boundary is known.',
  })
  boundary(
    @Root() area: Area,
    @Ctx() context: GraphContext,
    @Arg('toleranceM', () => Float, {
      defaultValue: 0,
      description: `How far in metres a simplified border may stray from the true one: 0 (exact) to ${MAX_TOLERANCE_M}.`,
    })
    toleranceM: number,
  ): Promise<JsonText | null> {
    return loadBoundary(context, area, toleranceM);
  }
}
