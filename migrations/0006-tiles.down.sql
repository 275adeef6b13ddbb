drop trigger data_source_shapes on data_source;
drop trigger boundary_shapes_after_truncate on boundary;
drop trigger area_shapes_after_truncate on area;
drop trigger office_building_shapes on office_building;
drop trigger boundary_shapes_after_delete on boundary;
drop trigger boundary_shapes_after_update on boundary;
drop trigger boundary_shapes_before_update on boundary;
drop trigger boundary_shapes_after_insert on boundary;
drop trigger area_shapes_after_delete on area;
drop trigger area_shapes_after_update on area;
drop trigger area_shapes_before_update on area;
drop trigger area_shapes_after_insert on area;
drop function note_every_shape_changed(), note_changed_office_buildings(), note_changed_boundaries(), note_changed_areas(),
  fold_shape_changes();
drop table shape_version, shape_change;
