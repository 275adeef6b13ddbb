drop function sweep_live_changes(integer, integer);
drop table live_commit;
drop function number_live_changes();
do $$
declare
  made record;
begin
  for made in
    select t.tgname, t.tgrelid::regclass as on_table from pg_trigger t join pg_proc p on p.oid = t.tgfoid
    where p.proname like 'note\_live\_%' and p.pronamespace = current_schema()::regnamespace
  loop
    execute format('drop trigger %I on %s', made.tgname, made.on_table);
  end loop;
end $$;
drop function note_live_truncated(), note_live_coverage_above(), note_live_coverage(), note_live_coverage_of(integer[]),
  note_live_cases(), note_live_issue_changes(), note_live_issues(), note_live(text, text, text[], text, integer, text), live_rank(text),
  live_path(integer), live_most();
drop table live_change, live_state;
drop sequence live_position;
