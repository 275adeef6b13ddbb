import { useState } from 'react';
import type { AreaLevel } from '../api/generated.ts';
import { frameZooms, LAYER_OF } from '../state/levels.ts';
import {
  ACTIONS,
  writes,
  type Action,
  type ImportField,
  type ImportLayer,
  type ImportReport,
  type ReportedRow,
} from './import-report.ts';
import { PlaceButton } from './place-button.tsx';
import { RefusalNotice } from './refusal-notice.tsx';
import type { ShowPlace } from './report-view.tsx';
import { usePages } from './use-pages.ts';
import { useExchangeWords, type ExchangeWords } from './words.ts';
import './change-list.css';

const FIRST = 20;
const STEP = 80;
const COUNTS = { ADDED: 'added', CHANGED: 'changed', ENDED: 'ended' } as const;

interface ChangeListProps {
  readonly report: ImportReport;
  readonly layer: ImportLayer;
  readonly show: ShowPlace;
}

/** Row by row and field by field, what would be written. */
export function ChangeList({ report, layer, show }: ChangeListProps) {
  const words = useExchangeWords();
  const { e, count } = words;
  const pages = usePages<ReportedRow>(`/imports/${report.key}/rows`, report.rows);
  const [kind, setKind] = useState<Action | 'ALL'>('ALL');
  const [limit, setLimit] = useState(FIRST);
  const rows = kind === 'ALL' ? pages.entries : pages.entries.filter(({ action }) => action === kind);
  const total = kind === 'ALL' ? writes(report) : report[COUNTS[kind]];
  const there = ACTIONS.filter((action) => report[COUNTS[action]] > 0);
  const more = () => {
    setLimit(limit + STEP);
    if (limit + STEP > rows.length && pages.entries.length < writes(report)) pages.more();
  };
  return (
    <section className="import__part">
      <h2>{e('changes.title')}</h2>
      {there.length > 1 && (
        <div className="kinds" role="group" aria-label={e('changes.title')}>
          {(['ALL', ...there] as const).map((id) => (
            <button
              key={id}
              type="button"
              aria-pressed={id === kind}
              onClick={() => {
                setKind(id);
                setLimit(FIRST);
              }}
            >
              {id === 'ALL' ? e('changes.allKinds') : `${e(`report.${COUNTS[id]}`)} ${count(report[COUNTS[id]])}`}
            </button>
          ))}
        </div>
      )}
      <ul className="changes" data-waiting={pages.waiting}>
        {rows.slice(0, limit).map((row) => (
          <ChangeLine key={`${row.action} ${row.row ?? row.code}`} {...{ row, layer, show, words }} />
        ))}
      </ul>
      {rows.length === 0 && total > 0 && (
        <p className="empty">{e('changes.noneLoaded', { count: count(pages.entries.length) })}</p>
      )}
      {pages.refusal && <RefusalNotice reason={pages.refusal.code} {...pages.refusal.sentences} />}
      {limit < total && (
        <button type="button" className="button button--quiet" disabled={pages.waiting} onClick={more}>
          {e('changes.more')}
        </button>
      )}
    </section>
  );
}

interface ChangeLineProps {
  readonly row: ReportedRow;
  readonly layer: ImportLayer;
  readonly show: ShowPlace;
  readonly words: ExchangeWords;
}

function ChangeLine({ row, layer, show, words }: ChangeLineProps) {
  const { e, both } = words;
  const { action, code, name, changes } = row;
  const title = [name, code].filter(Boolean).join(' ');
  return (
    <li className="change" data-action={action}>
      <p className="change__head">
        <span className="tag change__action">{e(`report.${COUNTS[action]}`)}</span>
        <strong>{name ?? code}</strong>
        {name && <span className="change__code">{code}</span>}
        {row.row !== null && <span className="change__row">{e('changes.row', { row: row.row })}</span>}
        <PlaceButton place={row} title={title} zoom={zoomOf(layer.key)} show={show} />
      </p>
      {changes && action === 'CHANGED' && (
        <dl className="change__fields">
          {Object.entries(changes).map(([field, [before, after]]) =>
            field === 'geometry' ? (
              <div key={field}>
                <dd className="change__shape">{shapeWords(row, layer, words)}</dd>
              </div>
            ) : (
              <div key={field}>
                <dt>{titleOf(field, layer.fields, both)}</dt>
                <dd>
                  <del aria-label={e('changes.before')}>{valueWords(before, words)}</del>{' '}
                  <span aria-hidden="true">→</span>{' '}
                  <ins aria-label={e('changes.after')}>{valueWords(after, words)}</ins>
                </dd>
              </div>
            ),
          )}
        </dl>
      )}
    </li>
  );
}

const POINT_ZOOM = 17;

/** The nearest zoom that shows the whole of an object of the layer. */
function zoomOf(layer: string): number {
  const [level] = Object.entries(LAYER_OF).find(([, key]) => key === layer) ?? [];
  return level ? frameZooms(level as AreaLevel).max : POINT_ZOOM;
}

function titleOf(name: string, fields: readonly ImportField[], both: ExchangeWords['both']): string {
  const field = fields.find((one) => one.name === name);
  return field ? both(field.title) : name;
}

function shapeWords({ movedM }: ReportedRow, { geometry }: ImportLayer, { e, count }: ExchangeWords): string {
  if (movedM === null) return e('changes.newShape');
  const metres = movedM < 10 ? movedM.toFixed(1) : count(Math.round(movedM));
  return e(geometry === 'Point' ? 'changes.placed' : 'changes.moved', { count: metres });
}

function valueWords(value: unknown, { e }: ExchangeWords): string {
  if (value === null || value === undefined || value === '') return e('mapping.none');
  return Array.isArray(value) ? value.join(';') || e('mapping.none') : String(value);
}
