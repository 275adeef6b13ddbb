drop function search_wishes(text), search_quality(text, text, text, text, text);
do $$
declare
  kept text;
begin
  foreach kept in array '{area,area_former_name,office_building,building_party_committee}'::text[] loop
    execute format('drop trigger %1$s_search_keys_insert on %1$s; drop trigger %1$s_search_keys_update on %1$s;
      drop trigger %1$s_search_keys_delete on %1$s; drop trigger %1$s_search_keys_truncate on %1$s', kept);
  end loop;
end $$;
drop function keep_search_keys(), forget_all_names(), forget_names(text[]), learn_names(text[]);
drop index area_name, area_name_en, area_former_name_name, office_building_name, building_party_committee_name;
drop table search_key, han_reading;
drop function search_counted(text), search_fold(text);
