import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Which area an area belongs to, from–to. The database refuses two parents at one date. */
@Entity({ name: 'area_membership' })
@Check('valid_from < valid_to')
@Check('child_id <> parent_id')
export class AreaMembership {
  @PrimaryGeneratedColumn({ name: 'id', type: 'integer' })
  membershipId!: number;

  @Index('area_membership_child')
  @Column({ name: 'child_id', type: 'integer' })
  childId!: number;

  @Index('area_membership_parent')
  @Column({ name: 'parent_id', type: 'integer' })
  parentId!: number;

  @Column({ name: 'valid_from', type: 'date' })
  validFrom!: string;

  @Column({ name: 'valid_to', type: 'date', default: 'infinity' })
  validTo!: string;
}
