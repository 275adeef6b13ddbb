drop trigger office_building_tiles_after_truncate on office_building;
drop trigger boundary_tiles_after_truncate on boundary;
drop trigger data_source_tiles_after_update on data_source;
drop trigger office_building_tiles_after_delete on office_building;
drop trigger office_building_tiles_after_update on office_building;
drop trigger office_building_tiles_after_insert on office_building;
drop trigger area_tiles_after_update on area;
drop trigger boundary_tiles_after_delete on boundary;
drop trigger boundary_tiles_after_update on boundary;
drop trigger boundary_tiles_after_insert on boundary;
drop function note_truncated_shapes(), note_changed_sources(), note_changed_office_buildings(), note_changed_areas(),
  note_changed_boundaries();
drop trigger tiles_at_commit on tile_commit;
drop function note_tile_work(boolean, integer[], boolean), refresh_tiles_at_commit(), refresh_tiles(), tile_facts(xid8);
truncate tile_shape, tile_block;
update tile_state set version = 0;
