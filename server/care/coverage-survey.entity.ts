import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CoverageIndicator } from './coverage.ts';

/** On this day it was looked into whether the area has this: from then on "no record" means no; without a survey, unknown. */
@Entity({ name: 'coverage_survey' })
export class CoverageSurvey {
  @PrimaryColumn({ name: 'area_id', type: 'integer' })
  areaId!: number;

  @PrimaryColumn({ name: 'indicator', type: 'text' })
  indicator!: CoverageIndicator;

  @PrimaryColumn({ name: 'surveyed_on', type: 'date' })
  surveyedOn!: string;

  @Column({ name: 'source_id', type: 'integer' })
  sourceId!: number;
}
