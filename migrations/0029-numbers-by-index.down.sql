do $$
declare
  kind text;
begin
  foreach kind in array array['area', 'owners_committee', 'property_company', 'property_service', 'renewal_project',
    'office_building', 'building_party_committee', 'issue', 'post', 'hard_issue']
  loop
    execute format('alter function number_%s() reset enable_seqscan', kind);
  end loop;
end $$;
