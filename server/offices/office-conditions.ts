/** When a tower and a committee exist and belong together, once. The tower is `o`, the committee `c`, their link `l`. */
import { holdsAt } from '../kernel/graph/as-of.ts';
import type { Value } from '../kernel/reading/late.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';

export const towerExists = (asOf: Value<string>): Sql => holdsAt('o', asOf);

export const committeeExists = (asOf: Value<string>): Sql => holdsAt('c', asOf, 'established_on', 'dissolved_on');

/** Tables: committees `c` with the towers they cover at the date, by link `l`. */
export const committeeLinks = (asOf: Value<string>): Sql =>
  sql`building_party_committee_building l
    join building_party_committee c on c.id = l.committee_id and ${committeeExists(asOf)} and ${holdsAt('l', asOf)}`;
