import { Ctx, FieldResolver, Float, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../kernel/graph/context.ts';
import { DateScalar } from '../kernel/graph/scalars.ts';
import { District } from './district.entity.ts';
import { LevelDefinition } from './level-scheme.entity.ts';
import { Reading } from '../kernel/reading/reading.ts';
import { loadDistrictSetting, loadLevels, readLevels, readSetting } from './level-scheme.service.ts';

@Resolver(() => District)
export class DistrictResolver {
  @Reading(readLevels)
  @FieldResolver(() => [LevelDefinition], { description: 'The levels this district is divided into, top first.' })
  levels(@Root() district: District, @Ctx() context: GraphContext): Promise<LevelDefinition[]> {
    return loadLevels(context, district.districtCode);
  }

  @Reading((asked) => asked.value(readSetting(asked)('figuresAsOf')))
  @FieldResolver(() => DateScalar, {
    nullable: true,
    description: 'The last date the loaded data speaks for: the best "asOf" to begin with. Null when it does not say.',
  })
  async figuresAsOf(@Root() district: District, @Ctx() context: GraphContext): Promise<string | null> {
    return (await loadDistrictSetting(context, district.districtCode)).figuresAsOf;
  }

  @Reading((asked) => asked.value(readSetting(asked)('publishedAreaM2')))
  @FieldResolver(() => Float, {
    nullable: true,
    description: 'Land area in square metres as the district publishes it; "areaM2" is what its boundary measures.',
  })
  async publishedAreaM2(@Root() district: District, @Ctx() context: GraphContext): Promise<number | null> {
    return (await loadDistrictSetting(context, district.districtCode)).publishedAreaM2;
  }
}
