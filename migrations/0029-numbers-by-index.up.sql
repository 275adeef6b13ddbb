-- Whether a number is taken is looked up by the index: planned when the table held a handful of rows, each new row walked through
-- all that came before it, and 20,000 areas took half a minute.
do $$
declare
  kind text;
begin
  foreach kind in array array['area', 'owners_committee', 'property_company', 'property_service', 'renewal_project',
    'office_building', 'building_party_committee', 'issue', 'post', 'hard_issue']
  loop
    execute format('alter function number_%s() set enable_seqscan = off', kind);
  end loop;
end $$;
