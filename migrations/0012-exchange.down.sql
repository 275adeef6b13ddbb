do $$
declare
  noted record;
begin
  for noted in
    select t.tgname as name, t.tgrelid::regclass as of_table from pg_trigger t where t.tgfoid = 'note_import_change()'::regprocedure
  loop
    execute format('drop trigger %I on %s', noted.name, noted.of_table);
  end loop;
end $$;
drop function undo_import(integer), note_import_change();
drop function shape_distance_m(geometry, geometry);
drop sequence import_step;
drop table import_change, import_finding, import_row, import_run, division_code, area_succession, area_former_name;
