/** Issues for tests. */
import type { EntityManager } from 'typeorm';
import { insertRow, type Made } from './care-factories.ts';
import { aSource, type TestArea } from './factories.ts';

let number = 0;

/** A major class 91 with the minor classes 9101 and 9102. */
export async function someCategories(manager: EntityManager): Promise<void> {
  await manager.query(`
    insert into issue_category (code, parent_code, kind, title_zh, title_en) values
      ('91', null, 'EVENT', '测试大类', 'Test class'), ('9101', '91', 'EVENT', '测试甲', 'Test one'),
      ('9102', '91', 'EVENT', '测试乙', 'Test two'), ('92', null, 'COMPONENT', '测试部件', 'Test component'),
      ('9201', '92', 'COMPONENT', '测试丙', 'Test three')
    on conflict do nothing`);
}

export async function anIssue(
  manager: EntityManager,
  area: TestArea,
  wishes: {
    reported?: string;
    closed?: string;
    category?: string;
    at?: readonly [longitude: number, latitude: number];
  } = {},
): Promise<Made> {
  await someCategories(manager);
  const code = `IS${String((number += 1)).padStart(6, '0')}`;
  const [longitude, latitude] = wishes.at ?? [120.4, 36.1];
  const id = await insertRow(manager, 'issue', {
    district_code: area.districtCode,
    code,
    category_code: wishes.category ?? '9101',
    area_id: area.id,
    place: `SRID=4490;POINT(${longitude} ${latitude})`,
    reported_on: wishes.reported ?? '2024-01-01',
    closed_on: wishes.closed ?? 'infinity',
    source_id: await aSource(manager),
  });
  return { id, code };
}
