import type { DataSource, EntityManager } from 'typeorm';
import type { ExchangeLayer } from '../../kernel/exchange/layer.ts';
import type { Sql } from '../../kernel/graph/sql.ts';
import { loadShippedCodes } from '../codes/national-list.ts';
import { keepRoots } from './causes.ts';
import {
  compareRows,
  compareWithList,
  endMissing,
  keepFirst,
  refuseByAction,
  refuseByRules,
  refuseEnds,
  refuseTwice,
  refuseWithoutShape,
} from './compare.ts';
import { refusal } from '../words/refusals.ts';
import { FileRefused } from './file-refused.ts';
import { summarise, type ImportSummary } from './import-run.ts';
import { measureLongOutlines } from './outline-distances.ts';
import { prepareForMany } from './prepare-for-many.ts';
import { doubtPoints } from './point-checks.ts';
import { doubtShapes, repairShapes } from './shape-checks.ts';
import { pairShapesOf } from './shape-pairs.ts';

interface Comparison {
  readonly layer: ExchangeLayer;
  readonly asOf: string;
  readonly complete: boolean | readonly string[];
}

/** In one transaction: what is compared is compared with one state of the land. */
export function compareWithWhatIsKnown(
  dataSource: DataSource,
  run: number,
  { layer, asOf, complete }: Comparison,
): Promise<ImportSummary> {
  return dataSource.transaction(async (manager) => {
    const scope = { run, asOf };
    const send = async (statements: readonly Sql[]): Promise<void> => {
      for (const { text, params } of statements) await manager.query(text, params);
    };
    await prepareForMany(manager);
    await manager.query(`analyze import_row`);
    await send(repairShapes(scope));
    await send(layer.complete(scope));
    await send([refuseTwice(scope), keepFirst(scope)]);
    await measureLongOutlines(manager, layer, scope);
    await send([compareRows(layer, scope)]);
    await send([...refuseWithoutShape(layer, scope), ...refuseByRules(layer, scope), ...refuseByAction(layer, scope)]);
    const within = await completeWithin(manager, run, layer, complete);
    if (within) {
      await send([endMissing(layer, scope, within), ...refuseEnds(layer, scope)]);
    }
    const unlisted = await loadShippedCodes(manager, await districtsOf(manager, run));
    if (layer.geometry === 'MultiPolygon') {
      await pairShapesOf(manager, layer, scope);
      await send(doubtShapes(scope));
    }
    await send([...doubtPoints(layer, scope), ...compareWithList(layer, scope, unlisted), keepRoots(scope)]);
    await manager.query(`update import_run set complete_within = $2 where id = $1`, [run, within]);
    return summarise(manager, run);
  });
}

async function completeWithin(
  manager: EntityManager,
  run: number,
  layer: ExchangeLayer,
  complete: boolean | readonly string[],
): Promise<readonly string[] | null> {
  if (complete === false) return null;
  if (!layer.canEnd) {
    throw new FileRefused(refusal('LAYER_NEVER_ENDS', { layer: layer.title }));
  }
  if (complete !== true) return complete;
  return districtsOf(manager, run);
}

/** The districts that the codes of the file begin with. */
async function districtsOf(manager: EntityManager, run: number): Promise<string[]> {
  const rows = await manager.query<{ district: string }[]>(
    `select distinct left(code, 6) as district from import_row where run_id = $1 and row > 0 and code is not null and action is distinct from 'REFUSED' order by 1`,
    [run],
  );
  return rows.map(({ district }) => district);
}
