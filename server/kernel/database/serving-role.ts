/**
 * Two roles: one owns the tables and migrates, another serves. What serving takes is granted here, table by table, so that
 * whoever breaks into the server can neither change the schema nor take away what keeps the audit log whole.
 */
import type { DataSource, EntityManager } from 'typeorm';
import pg from 'pg';
import { VIEWER_ROLE } from '../access/as-viewer.ts';
import { askAsNobody } from './ask-as-nobody.ts';
import { DatabaseUnusable, errorCode } from './database-error.ts';

/** The tables of this database that are ours: not those of PostGIS, which belong to whoever installed it. */
const OURS = `select c.oid, c.relname::text as name, c.relkind::text as kind, c.relrowsecurity as "rowSecurity"
  from pg_class c
  where c.relnamespace = to_regnamespace(current_schema()) and c.relkind in ('r', 'p', 'v', 'S')
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')`;
const HISTORY = 'schema_migration';

interface Relation {
  name: string;
  kind: string;
  rowSecurity: boolean;
}

/** Grants a role what serving takes. For the owner of the tables; granting again does no harm. */
export async function grantServing(manager: EntityManager, role: string): Promise<void> {
  const [known] = await manager.query<{ login: boolean; viewer: boolean }[]>(
    "select rolcanlogin as login, pg_has_role(oid, $2, 'member') as viewer from pg_roles where rolname = $1",
    [role, VIEWER_ROLE],
  );
  const name = pg.escapeIdentifier(role);
  if (!known) {
    throw new DatabaseUnusable(
      `There is no role "${role}". Let an administrator say: create role ${name} login password '…'`,
    );
  }
  const [{ schema = 'public' } = {}] = await manager.query<{ schema?: string }[]>('select current_schema() as schema');
  await manager.query(`grant usage on schema ${pg.escapeIdentifier(schema)} to ${name}`);
  for (const relation of await manager.query<Relation[]>(OURS)) await manager.query(grantOf(relation, name, role));
  if (known.viewer) return;
  await manager.query(`grant ${VIEWER_ROLE} to ${name}`).catch((error: unknown) => {
    if (errorCode(error) !== '42501') throw error;
    throw new DatabaseUnusable(
      `The role "${role}" may not take the role ${VIEWER_ROLE}. Let an administrator say: grant ${VIEWER_ROLE} to ${name}`,
    );
  });
}

function grantOf({ name: table, kind, rowSecurity }: Relation, name: string, role: string): string {
  const relation = pg.escapeIdentifier(table);
  if (kind === 'S') return `grant usage, select on sequence ${relation} to ${name}`;
  const rights = table === HISTORY ? 'select' : 'select, insert, update, delete';
  const grant = `grant ${rights} on ${relation} to ${name}`;
  if (!rowSecurity) return grant;
  // Rows are hidden from the viewer, not from whoever serves: that role takes the viewer's before it reads for anybody.
  const policy = pg.escapeIdentifier(`serving ${role}`.slice(0, 63));
  return `${grant}; drop policy if exists ${policy} on ${relation};
    create policy ${policy} on ${relation} to ${name} using (true) with check (true)`;
}

/** Grants those who serve what a migration has made: they are known by what they were granted before. */
export async function renewGrants(manager: EntityManager): Promise<void> {
  const roles = await manager.query<{ role: string }[]>(
    `select r.rolname as role from pg_class c, aclexplode(c.relacl) granted join pg_roles r on r.oid = granted.grantee
     where c.oid = to_regclass('${HISTORY}') and granted.grantee <> c.relowner and granted.privilege_type = 'SELECT'`,
  );
  for (const { role } of roles) await grantServing(manager, role);
}

/** Rejects with what to do where the user of this data source may not do what serving takes. */
export async function checkServing(dataSource: DataSource, question: string): Promise<void> {
  const [{ user = '', lacking = null } = {}] = await dataSource.query<{ user?: string; lacking?: string | null }[]>(
    `select current_user::text as "user", (
       select string_agg(name, ', ' order by name) from (${OURS}) o where kind in ('r', 'p') and name <> '${HISTORY}' and (
         not (has_table_privilege(oid, 'select') and has_table_privilege(oid, 'insert')
           and has_table_privilege(oid, 'update') and has_table_privilege(oid, 'delete'))
         or row_security_active(oid) and not exists (
           select from pg_policies p, unnest(p.roles) r
           where p.schemaname = current_schema() and p.tablename = o.name and p.cmd = 'ALL'
             and case when r = 'public' then true else pg_has_role(r, 'member') end))) as lacking`,
  );
  const grant = `Let the owner of the tables run npm run db:grant -- ${user}`;
  if (lacking !== null) throw new DatabaseUnusable(`User "${user}" may not work with ${shortened(lacking)}. ${grant}`);
  try {
    await askAsNobody(dataSource, question);
  } catch (error) {
    const code = errorCode(error);
    if (code === '42501')
      throw new DatabaseUnusable(`What everyone may see cannot be read by user "${user}" as ${VIEWER_ROLE}. ${grant}`);
    if (code !== '22023' && code !== '42704') throw error;
    throw new DatabaseUnusable(
      `The server has no role ${VIEWER_ROLE}, under which everything is read. A database that was brought here without it ` +
        'lacks what was granted to it, too: bring it here again with npm run db:restore -- FILE.',
    );
  }
}

function shortened(names: string): string {
  const [first, second, ...rest] = names.split(', ');
  return rest.length === 0 ? names : `${first}, ${second} and ${rest.length} more tables`;
}
