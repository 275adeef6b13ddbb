drop table area_path, area_membership, boundary, area, district_setting, level_scheme_level, level_scheme, data_source;
drop function refresh_paths_of_changed_memberships(), refresh_paths_of_changed_areas(), refresh_area_paths(integer[]),
  check_area_membership(), check_area_code();
