import type { DataSource } from 'typeorm';

/** A line for everything of ours in the schema: tables, columns, constraints, indexes, functions, triggers, views, comments. */
export async function describeSchema(dataSource: DataSource): Promise<string[]> {
  const rows = await dataSource.query<{ line: string }[]>(`
    with ours as (
      select c.oid, c.relname, c.relkind, c.relrowsecurity,
        -- To grant and take back again leaves in writing what holds anyway.
        coalesce(c.relacl, acldefault('r', c.relowner)) as relacl
      from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relname <> 'schema_migration' and c.relname <> 'schema_migration_pkey'
        and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'e')
    ), functions as (
      select p.* from pg_proc p
      where p.pronamespace = 'public'::regnamespace
        and not exists (select from pg_depend d where d.objid = p.oid and d.classid = 'pg_proc'::regclass and d.deptype = 'e')
    )
    select concat_ws(' ', 'relation', relname, relkind, case when relkind not in ('i', 'I', 'c') then relacl::text end,
      case when relrowsecurity then 'rows' end) as line from ours
    union all select concat_ws(' ', 'policy', relname, polname, polcmd, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
      from pg_policy join ours on ours.oid = polrelid
    union all select concat_ws(' ', 'column grants', relname, attname, attacl::text) from pg_attribute join ours on ours.oid = attrelid
      where attacl is not null and not attisdropped
    union all select concat_ws(' ', 'column', relname, attname, format_type(atttypid, atttypmod), attnotnull, attidentity,
      attgenerated, collname, pg_get_expr(adbin, adrelid), col_description(ours.oid, attnum))
      from ours join pg_attribute a on a.attrelid = ours.oid and attnum > 0 and not attisdropped
      left join pg_attrdef d on d.adrelid = ours.oid and d.adnum = attnum left join pg_collation co on co.oid = attcollation
      where relkind in ('r', 'v', 'm', 'p')
    union all select concat_ws(' ', 'constraint', relname, conname, pg_get_constraintdef(c.oid)) from pg_constraint c join ours on conrelid = ours.oid
    union all select pg_get_indexdef(oid) from ours where relkind = 'i'
    union all select concat_ws(' ', 'view', relname, pg_get_viewdef(oid)) from ours where relkind in ('v', 'm')
    union all select pg_get_triggerdef(t.oid) from pg_trigger t join ours on tgrelid = ours.oid where not tgisinternal
    union all select pg_get_functiondef(oid) from functions where prokind in ('f', 'p')
    union all select concat_ws(' ', 'comment', relname, obj_description(oid, 'pg_class')) from ours
    union all select concat_ws(' ', 'comment', proname, obj_description(oid, 'pg_proc')) from functions
    union all select concat_ws(' ', 'type', typname) from pg_type t where typnamespace = 'public'::regnamespace and typtype in ('e', 'd')
      and not exists (select from pg_depend d where d.objid = t.oid and d.classid = 'pg_type'::regclass and d.deptype = 'e')
  `);
  return rows.map(({ line }) => line).sort();
}
