/** A question that everyone may ask, with its answer at hand: which is the first district, and has it an outline? */
export const FIRST_QUESTION = `
  select p.path, exists (select from boundary b where b.area_id = p.area_id and ST_NPoints(b.geom) > 3) as outlined
  from area_path p order by p.path limit 1`;
