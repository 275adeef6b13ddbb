import type { Geometry } from 'geojson';
import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** The ground an area covers, from–to. Measures and the tile geometry are worked out by the database. */
@Entity({ name: 'boundary' })
@Check('valid_from < valid_to')
export class Boundary {
  @PrimaryGeneratedColumn({ name: 'id', type: 'integer' })
  boundaryId!: number;

  @Index('boundary_area')
  @Column({ name: 'area_id', type: 'integer' })
  areaId!: number;

  @Column({ name: 'valid_from', type: 'date' })
  validFrom!: string;

  @Column({ name: 'valid_to', type: 'date', default: 'infinity' })
  validTo!: string;

  @Column({ name: 'source_id', type: 'integer' })
  sourceId!: number;

  @Index('boundary_geom', { spatial: true })
  @Column({ name: 'geom', type: 'geometry', spatialFeatureType: 'MultiPolygon', srid: 4490 })
  geom!: Geometry;
}
