import type { GraphContext } from '../kernel/graph/context.ts';
import { toGlobalId } from '../kernel/graph/global-id.ts';
import { loadByIds } from '../kernel/graph/load-by-ids.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import type { AskedField } from '../kernel/reading/asked-field.ts';
import { rowsOf } from '../kernel/reading/rows.ts';
import { PropertyCompany } from './property-company.entity.ts';
import type { PropertyService } from './property-service.entity.ts';

const companyRows = rowsOf([PropertyCompany], { alias: 'c', key: 'companyId' });

/** Reading: the company of each row, which is a service. */
export function readCompanyOf(asked: AskedField): Sql {
  return asked.oneByKey(companyRows, 'companyId', { from: sql`property_company c`, key: sql`c.id` });
}

export class PropertyCompanyService {
  /** The companies with these keys; their services are seen at the date. */
  static load(context: GraphContext, asOf: string, ids: readonly number[]): Promise<(PropertyCompany | null)[]> {
    return loadByIds(
      context,
      `property company@${asOf}`,
      ids,
      (company) => company.companyId,
      async (keys) => {
        const rows = await context.query<Omit<PropertyCompany, 'id' | 'asOf'>>(sql`
          select ${companyRows.select} from property_company c where c.id = any (${keys}::int[])`);
        return rows.map((row) =>
          Object.assign(new PropertyCompany(), row, { id: toGlobalId('PropertyCompany', row.companyId), asOf }),
        );
      },
    );
  }

  static async ofService(context: GraphContext, service: PropertyService): Promise<PropertyCompany> {
    const [company] = await this.load(context, service.asOf, [service.companyId]);
    if (!company) throw new Error(`No property company ${service.companyId}`);
    return company;
  }
}
