import type { GraphContext } from '../kernel/graph/context.ts';
import { badInput } from '../kernel/graph/errors.ts';
import { sql } from '../kernel/graph/sql.ts';
import type { PropertyServiceMode } from './property-service-mode.entity.ts';
import type { PropertyService } from './property-service.entity.ts';

export class PropertyServiceModeService {
  /** The code book in its order. Read once per request. */
  static list(context: GraphContext): Promise<PropertyServiceMode[]> {
    return context
      .loader<'all', PropertyServiceMode[]>('property service modes', async (keys) => {
        const rows = await context.query<PropertyServiceMode>(sql`
          select code, title_zh as "titleZh", title_en as "titleEn", description, sort
          from property_service_mode order by sort, code`);
        return keys.map(() => rows);
      })
      .load('all');
  }

  static async ofService(context: GraphContext, service: PropertyService): Promise<PropertyServiceMode> {
    const mode = (await this.list(context)).find(({ code }) => code === service.modeCode);
    if (!mode) throw new Error(`No property service mode ${service.modeCode}`);
    return mode;
  }

  /** Refuses a mode that is not in the code book. */
  static async check(context: GraphContext, argument: string, mode: string | null | undefined): Promise<void> {
    if (mode == null) return;
    const codes = (await this.list(context)).map(({ code }) => code);
    if (!codes.includes(mode)) {
      throw badInput(argument, `"${argument}" is not the code of a mode. Modes are ${codes.join(', ')}.`);
    }
  }
}
