-- What an evaluation rests on. Officials see the league of a district and not its cases: so, as evaluation_facts (migration 0017),
-- this looks at every case and tells none.
create function evaluation_provenances(within text, from_day date, to_day date, seen_at timestamptz) returns text[]
language plpgsql stable security definer set search_path from current as $$
declare
  begins constant timestamptz := from_day::timestamp at time zone 'Asia/Shanghai';
  ends constant timestamptz := least((to_day + 1)::timestamp at time zone 'Asia/Shanghai', seen_at);
  district constant text := (select a.district_code from area a where a.code = within);
begin
  if not coalesce(viewer_may_evaluate(district), false) then
    return '{}';
  end if;
  return (
    select coalesce(array_agg(distinct d.provenance collate "C" order by d.provenance collate "C"), '{}')
    from (
      select distinct i.source_id
      from issue_case c join issue i on i.id = c.issue_id
      where c.district_code = district and (c.reported_at >= begins and c.reported_at < ends
          or c.overall_due_at >= begins and c.overall_due_at < ends or c.closed_at >= begins and c.closed_at < ends)
        and within = any (string_to_array(c.path, '/'))
        and c.state_kind <> 'ENDED'
    ) found join data_source d on d.id = found.source_id);
end $$;
comment on function evaluation_provenances is
  'Which provenances occur among the cases that evaluation_facts counts, in alphabetical order; the same cases by the same
conditions. Empty for posts of other districts, administrators and nobody.';
