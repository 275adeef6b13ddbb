do $$
declare
  kind text;
  next integer;
begin
  foreach kind in array array['area', 'owners_committee', 'property_company', 'property_service', 'renewal_project',
    'office_building', 'building_party_committee', 'issue', 'post', 'hard_issue']
  loop
    execute format('drop trigger %1$s_number on %1$I', kind);
    execute format('drop function number_%s()', kind);
    execute format('select coalesce(max(id), 0) + 1 from %I where id < 268435456', kind) into next;
    execute format('alter table %I alter column id add generated always as identity (start with %s)', kind, next);
  end loop;
end $$;
drop function number_of(text, text, integer);
