/** What files say of cases: when they were reported, due and closed. A case that came from a file is moved by files until a post moves it. */
import { sql, type Sql } from '../kernel/graph/sql.ts';
import { derived, fixed, instantField, ofOfficials } from '../kernel/exchange/fields.ts';
import type { ExchangeField, FieldValue, ImportScope, WriteScope } from '../kernel/exchange/layer.ts';
import { changes, said, stagedRows } from '../kernel/exchange/staged.ts';

const CHANNELS: readonly FieldValue[] = [
  { value: 'PATROL', title: { zh: '巡查', en: 'Patrol' }, headings: ['巡查发现', '网格员上报', '采集员上报'] },
  {
    value: 'RESIDENT',
    title: { zh: '群众', en: 'Resident' },
    headings: [
      '群众反映',
      '市民',
      '居民',
      '12345',
      '热线',
      '电话',
      '网站',
      '微信',
      'APP',
      'PHONE',
      'ONLINE',
      'MOBILE',
      'WEB',
      'Email',
    ],
  },
  { value: 'DIRECT_REPORT', title: { zh: '直报', en: 'Direct report' } },
  { value: 'BUSINESS_HOTLINE', title: { zh: '企业热线', en: 'Business hotline' } },
  { value: 'TRANSFERRED', title: { zh: '转办', en: 'Transferred' }, headings: ['交办', '上级转办'] },
  { value: 'IMPORTED', title: { zh: '导入', en: 'Imported' }, headings: ['其他', '其它', 'OTHER', 'UNKNOWN'] },
];

/** None of them is taken back by an empty cell: what is not said stays as it is. */
export const CASE_FIELDS: readonly ExchangeField[] = [
  ofOfficials(
    fixed(
      instantField(
        'reportedAt',
        'rep_at',
        '上报时间',
        'Reported at',
        ['Created Date', 'created_at', '受理时间', '登记时间', '立案时间'],
        'FIRST',
      ),
    ),
  ),
  ofOfficials(
    derived(
      instantField(
        'dueAt',
        'due_at',
        '截止时间',
        'Due at',
        ['Due Date', '办理期限', '处置期限', '应结案时间', '要求办结时间', 'deadline'],
        'LAST',
      ),
    ),
  ),
  ofOfficials(
    derived(
      instantField('closedAt', 'closed_at', '结案时间', 'Closed at', ['Closed Date', '办结时间', '完成时间'], 'LAST'),
    ),
  ),
  ofOfficials(
    derived({
      ...{ name: 'channel', dbf: 'channel', type: 'text' },
      title: { zh: '来源渠道', en: 'Channel' },
      headings: ['上报渠道', '问题来源', '来源', 'Open Data Channel Type', 'Channel Type'],
      values: CHANNELS,
    }),
  ),
];

const NAMES = CASE_FIELDS.map(({ name }) => name);

const inChina = (instant: Sql): Sql =>
  sql`to_char(${instant} at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS"+08:00"')`;

/** What is known of the case `c` of an issue, by field. */
export const caseAttributes = (asOf: string): Readonly<Record<string, Sql>> => ({
  reportedAt: inChina(sql`c.reported_at`),
  dueAt: inChina(sql`c.overall_due_at`),
  closedAt: sql`case when c.closed_at < (${asOf}::date + 1)::timestamp at time zone 'Asia/Shanghai' then ${inChina(sql`c.closed_at`)} end`,
  channel: sql`c.channel`,
});

const at = (field: string): Sql => sql`${said(field)}::timestamptz`;
const dayOf = (field: string): Sql => sql`to_jsonb((${at(field)} at time zone 'Asia/Shanghai')::date)`;
const rows = ({ run }: ImportScope): Sql => sql`r.run_id = ${run} and r.row > 0 and r.action is null`;
const saysOfCase = sql`r.attributes ?| ${NAMES}::text[]`;
/** The workflow of new cases and the post that receives them, where the district of the row has both. */
const WORKFLOW = sql`cross join lateral (
  select d.key, d.version, d.definition from workflow_definition d
  left join lateral (
    select w.key, w.version from district_workflow w
    where w.district_code = left(r.code, 6) and w.subject = 'ISSUE' and w.valid_from <= (now() at time zone 'Asia/Shanghai')::date
    order by w.valid_from desc limit 1) own on true
  where d.subject = 'ISSUE' and case when own.key is null then d.definition->'default' = 'true' else (d.key, d.version) = (own.key, own.version) end
  order by d.version desc, d.key limit 1) w
cross join lateral (
  select p.id from post p
  where p.district_code = left(r.code, 6) and p.kind = 'DISTRICT_PLANNER'
    and p.valid_from <= (now() at time zone 'Asia/Shanghai')::date and (now() at time zone 'Asia/Shanghai')::date < p.valid_to
  order by p.code limit 1) receiver`;

/** Days follow from instants; where a district has no workflow or no planner, only the days are taken. */
export const completeCases = (scope: ImportScope): Sql[] => [
  sql`update import_row r set attributes = jsonb_build_object('reportedOn', ${dayOf('reportedAt')}) || r.attributes
    where ${rows(scope)} and ${said('reportedAt')} is not null`,
  sql`update import_row r set attributes = jsonb_build_object('closedOn', ${dayOf('closedAt')}) || r.attributes
    where ${rows(scope)} and ${said('closedAt')} is not null`,
  sql`
    with without as materialized (
      select d.code from (select distinct left(r.code, 6) as code from import_row r where ${rows(scope)} and ${saysOfCase}) d
      where not exists (select from (select d.code) r ${WORKFLOW})
    ), noted as (
      insert into import_finding (run_id, code, severity, reason, message)
      select ${scope.run}::int, w.code, 'NOTED', 'CASES_LEFT_OUT',
        format('District %s has no workflow or no planner post: its issues are taken in without times, deadlines and channels.', w.code)
      from without w
    )
    update import_row r set attributes = r.attributes - ${NAMES}::text[] from without w
    where ${rows(scope)} and left(r.code, 6) = w.code`,
  // A day on which a case was closed is its last second, unless it is known already that it was closed that day.
  sql`update import_row r set attributes = r.attributes || jsonb_build_object('closedAt', ${said('closedOn')} || 'T23:59:59+08:00')
    where ${rows(scope)} and ${said('closedOn')} is not null and ${said('closedAt')} is null
      and (${saysOfCase} or exists (select from issue i join issue_case c on c.issue_id = i.id where i.code = r.code))
      and not exists (select from issue i where i.code = r.code and i.closed_on = ${said('closedOn', 'date')})`,
];

export const refuseCases = ({ run }: ImportScope): Sql[] => [
  sql`
    select r.row, r.code, 'DATES_REVERSED' as reason,
      case when ${at('closedAt')} < ${at('reportedAt')} then 'It was closed before it was reported.' else 'It was due before it was reported.' end as message
    from import_row r where r.run_id = ${run} and r.row > 0
      and (${at('closedAt')} < ${at('reportedAt')} or ${at('dueAt')} < ${at('reportedAt')})`,
  sql`
    select r.row, r.code, 'STATE_CONTRADICTS' as reason,
      case ${said('state')} when 'CLOSED' then 'It is said to be closed, and not when.' else 'It is said to be open, and when it was closed.' end as message
    from import_row r where r.run_id = ${run} and r.row > 0 and ${said('state')} is not null
      and (${said('state')} = 'CLOSED') <> (case when r.attributes ? 'closedOn' then ${said('closedOn')} is not null
        else coalesce((select i.closed_on < 'infinity' from issue i where i.code = r.code), false) end)`,
  sql`
    select r.row, r.code, 'CASE_AT_WORK' as reason,
      case when moved then 'Posts work on its case here: a file does not change it.' else 'Its case is closed: a file does not open it again.' end as message
    from import_row r join issue i on i.code = r.code join issue_case c on c.issue_id = i.id
    cross join lateral (select exists (select from issue_event e where e.issue_id = c.issue_id and e.action <> 'IMPORTED') as moved) m
    where r.run_id = ${run} and r.row > 0 and r.action = 'CHANGED' and r.changes ?| ${[...NAMES, 'closedOn']}::text[]
      and (m.moved or c.closed_at is not null and (r.changes ? 'closedOn' and ${said('closedOn')} is null or ${changes('closedAt')}))`,
];

/** Nearly due when a fifth of the time is left, or four hours, but never more than half of it: as without a rule that says else. */
const nearly = (from: Sql, due: Sql): Sql =>
  sql`${due} - greatest((${due} - ${from}) * 0.2, least(interval '240 minutes', (${due} - ${from}) / 2))`;

const clock = (due: Sql, from: Sql): Sql => sql`case when ${due} is not null then
  jsonb_build_object('unit', 'URGENT_HOUR', 'dueAt', ${iso(due)}, 'nearlyAt', ${iso(nearly(from, due))}) end`;
const iso = (instant: Sql): Sql => sql`to_char((${instant}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Looked up row by row (OFFSET 0): the planner knows nothing of rows that this transaction has brought. */
const issueOfRow = sql`cross join lateral (select * from issue i where i.code = r.code offset 0) i`;

/** A new case stands where the workflow begins, or where it is done, and is received by the planner; its one event says all of it. */
export const writeCases = (scope: WriteScope): Sql[] => [
  sql`
    with beginning as materialized (
      select r.code as district, k.closed, w.key, w.version, s.state->>'code' as code, s.state->>'kind' as kind, s.state->>'stage' as stage,
        s.state->>'holder' as holder, receiver.id as receiver_id,
        case when h.duties @? '$[*] ? (@.is == "FIRST_RECEIVER")' then receiver.id end as holder_id,
        array(select d->>'kind' from jsonb_array_elements(h.duties) d where d->>'is' is null) as holder_kinds
      from (select distinct left(r.code, 6) as code from ${stagedRows(scope, 'ADDED', 'CHANGED')} where ${saysOfCase}) r ${WORKFLOW}
      cross join (values (true), (false)) k (closed)
      cross join lateral (
        select s.state from jsonb_array_elements(w.definition->'states') with ordinality s (state, number)
        where case when k.closed then s.state->>'kind' = 'CLOSED' else s.state->>'code' = w.definition->>'initial' end
        order by s.number limit 1) s
      cross join lateral (select coalesce(w.definition->'holders'->(s.state->>'holder'), '[]') as duties) h
    )
    insert into issue_case (issue_id, district_code, path, workflow_key, workflow_version, state, state_kind, version, channel,
      reported_at, changed_at, closed_at, stage, overall_unit, overall_due_at, overall_nearly_at, first_receiver_id, holder_kind,
      holder_id, holder_kinds, involved_ids, closed_on_time)
    select i.id, b.district, p.path, b.key, b.version, b.code, b.kind, 1, coalesce(${said('channel')}, 'IMPORTED'),
      t.reported, t.reported, ${at('closedAt')}, b.stage, case when ${at('dueAt')} is not null then 'URGENT_HOUR' end,
      ${at('dueAt')}, ${nearly(sql`t.reported`, at('dueAt'))}, b.receiver_id, b.holder, b.holder_id, b.holder_kinds,
      array[b.receiver_id], ${at('closedAt')} <= ${at('dueAt')}
    from ${stagedRows(scope, 'ADDED', 'CHANGED')} ${issueOfRow}
    join beginning b on b.district = left(r.code, 6) and b.closed = (${at('closedAt')} is not null)
    cross join lateral (select coalesce(${at('reportedAt')}, i.reported_on::timestamp at time zone 'Asia/Shanghai') as reported) t
    cross join lateral (
      select p.path from area_path p
      where p.area_id = i.area_id and p.valid_from <= i.reported_on and i.reported_on < p.valid_to offset 0) p
    where ${saysOfCase} and (select c.issue_id from issue_case c where c.issue_id = i.id) is null`,
  sql`
    insert into issue_event (issue_id, number, at, post_id, action, from_state, to_state, effect)
    select c.issue_id, 1, c.reported_at, c.first_receiver_id, 'IMPORTED', null, c.state, jsonb_strip_nulls(jsonb_build_object(
      'channel', c.channel, 'category', i.category_code, 'firstReceiverId', c.first_receiver_id, 'involves', to_jsonb(c.involved_ids),
      'stage', c.stage, 'overallClock', ${clock(sql`c.overall_due_at`, sql`c.reported_at`)}, 'closedAt', ${iso(sql`c.closed_at`)},
      'closedOnTime', c.closed_on_time))
    from ${stagedRows(scope, 'ADDED', 'CHANGED')} ${issueOfRow}
    cross join lateral (select * from issue_case c where c.issue_id = i.id offset 0) c
    where (select max(e.number) from issue_event e where e.issue_id = c.issue_id) is null`,
  ...(scope.counts.CHANGED > 0 ? [moveCases(scope), noteMoves(scope)] : []),
];

/** Cases of files that say something new: another deadline, or that they are done. */
const changedCases = (scope: WriteScope): Sql => sql`${stagedRows(scope, 'CHANGED')} join issue i on i.code = r.code
  join issue_case c on c.issue_id = i.id and (${changes('dueAt')} or ${changes('closedAt')})`;

const moveCases = (scope: WriteScope): Sql => sql`
  update issue_case k set version = k.version + 1, changed_at = greatest(k.changed_at, coalesce(n.closed, k.changed_at)),
    state = coalesce(n.state->>'code', k.state), state_kind = coalesce(n.state->>'kind', k.state_kind), closed_at = coalesce(n.closed, k.closed_at),
    stage = case when n.state is null then k.stage end, holder_kind = case when n.state is null then k.holder_kind else n.state->>'holder' end,
    holder_id = case when n.state is null then k.holder_id end, holder_kinds = case when n.state is null then k.holder_kinds else '{}' end,
    overall_unit = case when n.due is null then k.overall_unit else 'URGENT_HOUR' end, overall_due_at = coalesce(n.due, k.overall_due_at),
    overall_nearly_at = case when n.due is null then k.overall_nearly_at else ${nearly(sql`k.reported_at`, sql`n.due`)} end,
    closed_on_time = coalesce(n.closed, k.closed_at) <= coalesce(n.due, k.overall_due_at)
  from (
    select c.issue_id, case when ${changes('dueAt')} then ${at('dueAt')} end as due, closing.at as closed, s.state
    from ${changedCases(scope)}
    cross join lateral (select case when ${changes('closedAt')} then ${at('closedAt')} end as at) closing
    left join lateral (
      select s.state from workflow_definition w cross join jsonb_array_elements(w.definition->'states') with ordinality s (state, number)
      where (w.key, w.version) = (c.workflow_key, c.workflow_version) and closing.at is not null and s.state->>'kind' = 'CLOSED'
      order by s.number limit 1) s on true
  ) n where k.issue_id = n.issue_id`;

const noteMoves = (scope: WriteScope): Sql => sql`
  insert into issue_event (issue_id, number, at, post_id, action, from_state, to_state, effect)
  select c.issue_id, c.version, c.changed_at, c.first_receiver_id, 'IMPORTED', b.to_state, c.state, jsonb_strip_nulls(jsonb_build_object(
    'overallClock', case when ${changes('dueAt')} then ${clock(sql`c.overall_due_at`, sql`c.reported_at`)} end,
    'closedAt', case when ${changes('closedAt')} then ${iso(sql`c.closed_at`)} end, 'closedOnTime', c.closed_on_time))
    || case when ${changes('closedAt')} then '{"stage": null}' else '{}'::jsonb end
  from ${changedCases(scope)} join issue_event b on b.issue_id = c.issue_id and b.number = c.version - 1`;
