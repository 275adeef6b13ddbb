import { describe, expect, test } from 'vitest';
import { emptyDatabase } from '../../support/test-database.ts';

const NEW_TABLE =
  'Who sees which table has changed. A table that everyone may see is granted to atlas_viewer; one with rows for some has row-level ' +
  'security and a policy; any other has no grant. When the list is right, write it anew: ' +
  'npx vitest run --project server tests/server/posts/catalogue.test.ts -u';

const OURS = `
  select c.oid, c.relname as name, c.relrowsecurity as secured from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
    and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'e')`;

describe('The database', () => {
  test('lets those who ask see what was granted, all of it or by row', async () => {
    const { dataSource } = await emptyDatabase();
    const rows = await dataSource.query<{ line: string }[]>(`
      select format('%s: %s', name, case
        when not has_any_column_privilege('atlas_viewer', oid, 'select') then 'nobody'
        when not secured then 'everyone'
        when exists (select from pg_policy p where p.polrelid = ours.oid) then 'by row'
        else 'nobody' end) as line
      from (${OURS}) ours where not exists (select from pg_inherits i where i.inhrelid = ours.oid) order by name collate "C"`);
    const lines = rows.map(({ line }) => `${line}\n`).join('');
    await expect(lines, NEW_TABLE).toMatchFileSnapshot('./tables.txt');
  });

  test('lets those who ask change nothing', async () => {
    const { dataSource } = await emptyDatabase();
    const changed = await dataSource.query(`
      select name from (${OURS}) ours
      where has_table_privilege('atlas_viewer', oid, 'insert, update, delete, truncate, trigger')
        or has_any_column_privilege('atlas_viewer', oid, 'insert, update')`);
    expect(changed).toEqual([]);
    const powers = await dataSource.query(`
      select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolcanlogin as powerful,
        has_schema_privilege('atlas_viewer', 'public', 'create') as makes
      from pg_roles where rolname = 'atlas_viewer'`);
    expect(powers).toEqual([{ powerful: false, makes: false }]);
  });

  test('applies the policies to every row it hands out: no view and no partition of ours goes around them', async () => {
    const { dataSource } = await emptyDatabase();
    const around = await dataSource.query(`
      select c.relname from pg_class c
      join (${OURS}) ours on ours.oid = c.oid
      where has_any_column_privilege('atlas_viewer', c.oid, 'select')
        and (c.relkind = 'v' and not coalesce(c.reloptions @> '{security_invoker=true}', false)
          or exists (select from pg_inherits i join pg_class p on p.oid = i.inhparent where i.inhrelid = c.oid and p.relrowsecurity))`);
    expect(around).toEqual([]);
  });

  test('runs as its owner only what is known to tell no more than it should', async () => {
    const { dataSource } = await emptyDatabase();
    const rows = await dataSource.query<{ name: string }[]>(`
      select p.proname::text as name from pg_proc p
      where p.pronamespace = 'public'::regnamespace and p.prosecdef and p.prorettype <> 'trigger'::regtype
        and not exists (select from pg_depend d where d.objid = p.oid and d.classid = 'pg_proc'::regclass and d.deptype = 'e')
      order by 1`);
    expect(rows.map(({ name }) => name)).toEqual([
      'evaluation_facts',
      'evaluation_provenances',
      'viewer_path',
      'viewer_post',
    ]);
  });

  test('shows nobody the hashes of keys and sessions', async () => {
    const { dataSource } = await emptyDatabase();
    const seen = await dataSource.query(`
      select has_column_privilege('atlas_viewer', 'api_key', 'secret_hash', 'select') as key,
        has_any_column_privilege('atlas_viewer', 'post_session', 'select') as session,
        has_any_column_privilege('atlas_viewer', 'sign_in_attempt', 'select') as attempt`);
    expect(seen).toEqual([{ key: false, session: false, attempt: false }]);
  });
});
