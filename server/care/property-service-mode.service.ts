import type { GraphContext } from '../kernel/graph/context.ts';
import { badInput } from '../kernel/graph/errors.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import type { AskedField } from '../kernel/reading/asked-field.ts';
import type { Value } from '../kernel/reading/late.ts';
import { rowsOf } from '../kernel/reading/rows.ts';
import { PropertyServiceMode } from './property-service-mode.entity.ts';
import type { PropertyService } from './property-service.entity.ts';

const modeRows = rowsOf([PropertyServiceMode], { alias: 'm', key: 'code' });

/** Reading: the code book in its order. */
export function readModes(asked: AskedField): Sql {
  const key = sql`lpad(m.sort::text, 6, '0') || m.code`;
  return asked.rootMany(modeRows, () => ({ from: sql`property_service_mode m`, where: [], key }));
}

/** Reading: the mode of each row, which is a service. */
export function readModeOf(asked: AskedField): Sql {
  return asked.oneByKey(modeRows, 'modeCode', { from: sql`property_service_mode m`, key: sql`m.code` });
}

/** Reading: the mode an argument names must be in the code book. */
export function readMode(asked: AskedField, mode: Value<string> | null | undefined): void {
  if (mode != null) asked.guard(sql`exists (select from property_service_mode m where m.code = ${mode}::text)`);
}

export class PropertyServiceModeService {
  /** The code book in its order. Read once per request. */
  static list(context: GraphContext): Promise<PropertyServiceMode[]> {
    return context
      .loader<'all', PropertyServiceMode[]>('property service modes', async (keys) => {
        const rows = await context.query<PropertyServiceMode>(sql`
          select ${modeRows.select} from property_service_mode m order by m.sort, m.code`);
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
