drop function summary_source(text), refresh_summary(text, text), party_committee_periods(text), open_issue_periods(text),
  grid_coverage_periods(text), five_years_after(date), coverage_kinds(), summary_levels();
do $$
declare
  made record;
begin
  for made in
    select tgname, tgrelid::regclass as on_table from pg_trigger
    where not tgisinternal and tgfoid in ('mark_summaries_of_paths'::regproc, 'mark_summaries_of_areas'::regproc,
      'mark_summaries_of_districts'::regproc, 'mark_every_summary'::regproc)
  loop
    execute format('drop trigger %I on %s', made.tgname, made.on_table);
  end loop;
end $$;
drop function mark_every_summary(), mark_summaries_of_districts(), mark_summaries_of_areas(), mark_summaries_of_paths(),
  marks_of_land();
drop table summary_mark, count_summary, coverage_summary;
