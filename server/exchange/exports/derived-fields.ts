import type { ExchangeField, FieldValue, Wording } from '../../kernel/exchange/layer.ts';
import { field, outOnly } from '../../kernel/exchange/fields.ts';
import { sql, type Sql } from '../../kernel/graph/sql.ts';

/** What goes out with a layer though it follows from facts of other layers. */
export interface DerivedFields {
  readonly fields: readonly ExchangeField[];
  readonly definitions: readonly { readonly field: string; readonly text: Wording }[];
  /** Statement: `code` and `attributes` (jsonb) of every object within these paths; `roots` is a table with the column `path`. */
  values(asOf: string, roots: Sql): Sql;
}

/** The three states of coverage, as people read them in files. */
export const STATE_WORDS: readonly FieldValue[] = [
  { value: 'COVERED', title: { zh: '有', en: 'covered' } },
  { value: 'UNCOVERED', title: { zh: '无', en: 'uncovered' } },
  { value: 'UNKNOWN', title: { zh: '情况不明', en: 'unknown' } },
];

export const YES_OR_NO: readonly FieldValue[] = [
  { value: 'true', title: { zh: '是', en: 'yes' } },
  { value: 'false', title: { zh: '否', en: 'no' } },
];

const stateField = (name: string, dbf: string, zh: string, en: string): ExchangeField =>
  outOnly({ ...field(name, dbf, 'text', zh, en), values: STATE_WORDS });

const THREE_STATES: Wording = {
  zh: 'COVERED 有：截至当日有有效记录；UNCOVERED 无：截至当日经调查而无有效记录；UNKNOWN 情况不明：既无有效记录也未经调查，不作“无”计。',
  en:
    'COVERED: a record holds at the date. UNCOVERED: it was looked into by the date and no record holds. UNKNOWN: neither a record ' +
    'that holds nor a survey; never counted as without.',
};

const explained = (zh: string, en: string): Wording => ({
  zh: `${zh}${THREE_STATES.zh}`,
  en: `${en} ${THREE_STATES.en}`,
});

const COMMITTEE = stateField('committeeState', 'committee', '业委会（自管会）', "Owners' committee");
const SERVICE = stateField('propertyServiceState', 'service', '物业服务', 'Property service');
const RENEWED = outOnly({
  ...field('renewedWithinFiveYears', 'renewed_5y', 'text', '近五年旧改', 'Renewed within five years'),
  values: YES_OR_NO,
});

export const derivedFields: Readonly<Record<string, DerivedFields>> = {
  grids: {
    fields: [COMMITTEE, SERVICE, RENEWED],
    definitions: [
      {
        field: COMMITTEE.name,
        text: explained('有业委会或自管会在任。', "An owners' committee or self-management committee serves the grid."),
      },
      {
        field: SERVICE.name,
        text: explained(
          '有物业服务（含试用期；由整个网格承接，或其中每个楼院均有服务）。',
          'Property service, on trial or in force, for the grid as a whole or for every one of its yards.',
        ),
      },
      {
        field: RENEWED.name,
        text: {
          zh: '截至当日的五年内有楼院完成旧改：true 是，false 否。',
          en: 'Whether renewal of one of its yards was completed within the five years up to the date: true or false.',
        },
      },
    ],
    values: (asOf, roots) => sql`
      select a.code, jsonb_build_object('committeeState', c.owners_committee_state,
        'propertyServiceState', c.property_service_state, 'renewedWithinFiveYears', c.renewed_within_five_years::text) as attributes
      from ${roots} root cross join lateral grid_states(${asOf}::date, root.path) c join area a on a.id = c.area_id`,
  },
  yards: {
    fields: [SERVICE],
    definitions: [
      {
        field: SERVICE.name,
        text: explained(
          '有物业服务（含试用期）；由所在网格整体承接或调查的，亦属之。',
          'Property service, on trial or in force; what serves or surveyed its grid holds for the yard.',
        ),
      },
    ],
    values: (asOf, roots) => sql`
      select a.code, jsonb_build_object('propertyServiceState', c.property_service_state) as attributes
      from ${roots} root cross join lateral yard_coverage(${asOf}::date, root.path) c join area a on a.id = c.area_id`,
  },
};
