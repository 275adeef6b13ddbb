import { Arg, Args, ArgsType, Ctx, Field, Float, Query, Resolver } from 'type-graphql';
import { AsOfArgs, asOfDate } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { PageArgs, type Page } from '../kernel/graph/page.ts';
import { sql } from '../kernel/graph/sql.ts';
import type { AskedField } from '../kernel/reading/asked-field.ts';
import type { Late, Sent } from '../kernel/reading/late.ts';
import { Reading } from '../kernel/reading/reading.ts';
import { AreaConnection } from './area-connections.ts';
import { areaRows } from './area-row.ts';
import { areaList, AreaListService } from './area-list.service.ts';
import { areasAt, codeArgument, findAreaByCode, findAreaEver, readWithin } from './area.service.ts';
import { Area } from './area.entity.ts';
import { AreaLevel } from './level.ts';
import { locateArea } from './locate.service.ts';
import { BoundsInput, checkedBox, type Box } from './shape.ts';
import type { Rooted } from './within.ts';

/** What every list of things with a place can be limited to. */
@ArgsType()
export class WithinArgs {
  @Field(() => String, {
    nullable: true,
    description: 'Code of an area: only what lies within it at the date, at whatever depth. Left out: all districts.',
  })
  within?: string | null;

  @Field(() => BoundsInput, { nullable: true, description: 'Only what touches this box.' })
  bounds?: BoundsInput | null;
}

/** Reading: what a list is limited to by its place. */
export function readPlace(asked: AskedField<Sent<WithinArgs>>): { within: Rooted | null; bounds: Box | null } {
  const { within, bounds } = asked.args;
  return { within: readWithin(asked, within), bounds: bounds ? checkedBox(asked, bounds) : null };
}

@Resolver()
export class AreaQueryResolver {
  @Reading((asked) =>
    asked.rootPage(areaRows(asked.asOf), () => areaList({ level: AreaLevel.DISTRICT, asOf: asked.asOf, within: null })),
  )
  @Query(() => AreaConnection, { description: 'The districts in this system at the date: the roots to begin from.' })
  districts(
    @Ctx() context: GraphContext,
    @Args(() => AsOfArgs) { asOf }: AsOfArgs,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<Page<Area>> {
    return AreaListService.list(context, { level: AreaLevel.DISTRICT, asOf: asOfDate(context, asOf), page });
  }

  @Reading<{ code: Late<string> }>((asked) => {
    const code = asked.checked(asked.args.code.map((text) => codeArgument('code', text)));
    return asked.rootOne(areaRows(asked.asOf), () => ({
      from: areasAt(asked.asOf),
      where: [sql`a.code = ${code}`],
      key: sql`a.code`,
    }));
  })
  @Query(() => Area, { nullable: true, description: 'The area with this code at the date; null when there was none.' })
  area(
    @Ctx() context: GraphContext,
    @Arg('code', () => String, {
      description: 'Code of the area, such as "370202" (district) or "370202001" (subdistrict).',
    })
    code: string,
    @Args(() => AsOfArgs) { asOf }: AsOfArgs,
  ): Promise<Area | null> {
    return findAreaByCode(context, codeArgument('code', code), asOfDate(context, asOf));
  }

  @Query(() => Area, {
    nullable: true,
    description:
      'The area with this code whenever it stood: today where it stands today, else on its last day (see "asOf", "validTo" and ' +
      '"successors"), or on its first where that is still to come. Null when there never was one.',
  })
  areaEver(
    @Ctx() context: GraphContext,
    @Arg('code', () => String, { description: 'Code of the area, such as "370202001001001".' }) code: string,
  ): Promise<Area | null> {
    return findAreaEver(context, codeArgument('code', code));
  }

  @Reading<Sent<WithinArgs> & { level: AreaLevel }>((asked) => {
    const place = readPlace(asked);
    return asked.rootPage(areaRows(asked.asOf), () =>
      areaList({ level: asked.args.level, asOf: asked.asOf, ...place }),
    );
  })
  @Query(() => AreaConnection, { description: 'Areas of a level, by code.' })
  areas(
    @Ctx() context: GraphContext,
    @Arg('level', () => AreaLevel, { description: 'The level of the areas.' }) level: AreaLevel,
    @Args(() => WithinArgs) { within, bounds }: WithinArgs,
    @Args(() => AsOfArgs) { asOf }: AsOfArgs,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<Page<Area>> {
    return AreaListService.list(context, { level, within, bounds, asOf: asOfDate(context, asOf), page });
  }

  @Query(() => Area, {
    nullable: true,
    description:
      'The area of a level on whose ground a point lies at the date; null outside. On a shared border the neighbour with ' +
      'the lowest code.',
  })
  areaAt(
    @Ctx() context: GraphContext,
    @Arg('longitude', () => Float, { description: 'Longitude in degrees (EPSG:4490), about 120.4 in Qingdao.' })
    longitude: number,
    @Arg('latitude', () => Float, { description: 'Latitude in degrees (EPSG:4490), about 36.1 in Qingdao.' })
    latitude: number,
    @Arg('level', () => AreaLevel, { description: 'The level of the area sought.' }) level: AreaLevel,
    @Args(() => AsOfArgs) { asOf }: AsOfArgs,
  ): Promise<Area | null> {
    return locateArea(context, { longitude, latitude, level, asOf: asOfDate(context, asOf) });
  }
}
