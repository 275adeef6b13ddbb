/** What an export reads, in SQL. */
import { OFFICIALS, type Viewer } from '../../kernel/access/viewer.ts';
import type { ExchangeField, ExchangeLayer } from '../../kernel/exchange/layer.ts';
import { holdsAt } from '../../kernel/graph/as-of.ts';
import { allOf, isAmong, sql, type Sql } from '../../kernel/graph/sql.ts';
import type { ShapeEncoding } from '../writers/table-file.ts';
import { STORED_EPSG, type AskedCrs } from './crs.ts';
import { derivedFields } from './derived-fields.ts';
import { featureLists, type ListPlace } from './feature-lists.ts';
import type { FilterValues } from './filter-values.ts';

/** Which rows of a layer, and when. */
export interface RowQuestion {
  readonly layer: ExchangeLayer;
  readonly place: ListPlace;
  readonly values: FilterValues;
}

/** Decimals of coordinates in texts: a tenth of a millimetre. */
const DECIMALS = { degree: 9, metre: 4 } as const;
/** Enough for every digit of a stored coordinate. */
const EXACT_DECIMALS = 15;

/** The fields of the layer as they go out: to whoever may see no case, the public ones. */
export const exportedFields = (
  { key, fields }: ExchangeLayer,
  viewer: Pick<Viewer, 'kind' | 'scopes'> | null,
): readonly ExchangeField[] => [
  ...fields.filter(({ officials }) => !officials || (viewer && seesCases(viewer))),
  ...(derivedFields[key]?.fields ?? []),
];

const seesCases = ({ kind, scopes }: Pick<Viewer, 'kind' | 'scopes'>): boolean =>
  (kind === 'DASHBOARD' || OFFICIALS.includes(kind)) && (scopes?.includes('READ_ISSUES') ?? true);

/** Statement: the rows as the layer states them, those that its list in the graph holds under the filters. */
function selected({ layer, place, values }: RowQuestion): Sql {
  const list = featureLists[layer.key];
  if (!list) throw new Error(`Layer ${layer.key} has no list.`);
  const { key, from, where } = list.rows(place, values);
  return sql`select s.code, s.attributes, s.geom, s.source_id from (${layer.state(place.asOf)}) s
    where ${isAmong(sql`s.code`, sql`select ${key} from ${from} where ${allOf(where)}`)}`;
}

/**
 * Statement: how many rows there are, the box around their shapes, and each source with its number of rows. Shapes have sources
 * of their own, which count only where shapes are wanted.
 */
export function surveyOf(question: RowQuestion, withShapes: boolean): Sql {
  const { asOf } = question.place;
  const ofShapes = sql`
    union select x.code, b.source_id from selected x join area a on a.code = x.code
    join boundary b on b.area_id = a.id and ${holdsAt('b', asOf)}`;
  return sql`
    with selected as materialized (select code, source_id, geom from (${selected(question)}) rows)
    select e.count, ST_XMin(e.box) as west, ST_YMin(e.box) as south, ST_XMax(e.box) as east, ST_YMax(e.box) as north,
      array(
        select jsonb_build_object('code', d.code, 'title', d.title, 'provenance', d.provenance, 'attribution', d.attribution,
          'publishedOn', d.published_on, 'count', n.count)
        from (
          select named.source_id, count(*) as count
          from (select x.code, x.source_id from selected x ${withShapes ? ofShapes : sql``}) named group by 1
        ) n join data_source d on d.id = n.source_id order by n.count desc, d.code) as sources
    from (select count(*)::int as count, ST_Extent(geom) as box from selected) e`;
}

/** Statement: the rows by code, with their shapes as a writer takes them; null without shapes. */
export function rowsOf(question: RowQuestion, shape: { crs: AskedCrs; encoding: ShapeEncoding } | null): Sql {
  const { layer, place } = question;
  const derived = derivedFields[layer.key];
  // Sorted before shapes are made into text: OFFSET 0 keeps the two apart.
  const sorted = sql`(select * from (${selected(question)}) rows order by code collate "C" offset 0) x`;
  const geometry = shape === null ? sql`null` : shapeColumn(shape.crs, shape.encoding);
  if (!derived) return sql`select x.attributes, ${geometry} as geometry from ${sorted}`;
  return sql`
    with derived as materialized (${derived.values(place.asOf, rootsOf(place))})
    select x.attributes || coalesce(y.attributes, '{}') as attributes, ${geometry} as geometry
    from ${sorted} left join derived y on y.code = x.code order by x.code collate "C"`;
}

/**
 * Statement: a text (`fingerprint`) that differs when any value or shape of the rows does. The rows are not sorted: sums of
 * hashes (64 bits under two seeds) do not depend on their order, and no code is there twice.
 */
export function fingerprintOf(question: RowQuestion, withShapes: boolean): Sql {
  const { layer, place } = question;
  const derived = derivedFields[layer.key];
  const values = derived && sql`left join (${derived.values(place.asOf, rootsOf(place))}) y on y.code = x.code`;
  const text = sql`x.attributes::text${values ? sql` || coalesce(y.attributes::text, '')` : sql``}${
    withShapes ? sql` || coalesce(md5(ST_AsBinary(x.geom)), '')` : sql``
  }`;
  return sql`
    select coalesce(sum(hashtextextended(h.text, 0)), 0)::text || ':' || coalesce(sum(hashtextextended(h.text, 1)), 0)::text as fingerprint
    from (select ${text} as text from (${selected(question)}) x ${values ?? sql``}) h`;
}

/** Where what is derived is looked for: a table with the column `path`. */
const rootsOf = ({ within, asOf }: ListPlace): Sql =>
  within
    ? sql`(select ${within.path}::text as path)`
    : sql`(select d.path from area_path d where d.level = 'DISTRICT' and ${holdsAt('d', asOf)})`;

function shapeColumn(crs: AskedCrs, encoding: ShapeEncoding): Sql {
  if (crs.epsg === null) return sql`ST_AsGeoJSON(x.geom, ${EXACT_DECIMALS}::int, 0)`;
  const geom = crs.epsg === STORED_EPSG ? sql`x.geom` : sql`ST_Transform(x.geom, ${crs.epsg}::int)`;
  if (encoding === 'WKB') return sql`ST_AsBinary(${geom}, 'NDR')`;
  const decimals = crs.epsg === STORED_EPSG || crs.epsg === 4326 ? DECIMALS.degree : DECIMALS.metre;
  return encoding === 'WKT'
    ? sql`ST_AsText(${geom}, ${decimals}::int)`
    : sql`ST_AsGeoJSON(${geom}, ${decimals}::int, 0)`;
}
