import type { Look } from '../state/look.ts';
import type { ImportReport } from './import-report.ts';
import { RefusalNotice } from './refusal-notice.tsx';
import type { Importing } from './use-import.ts';
import { useList, type Candidate, type DoubtfulRow, type PlaceList } from './use-list.ts';
import { useExchangeWords } from './words.ts';
import './list-matching.css';

interface ListMatchingProps {
  readonly look: Look;
  readonly area: { readonly code: string; readonly name: string } | null;
  readonly report: ImportReport;
  readonly importing: Importing;
}

/** What can be done with a list that has names and no codes: it is matched with what is known, and comes in with codes. */
export function ListMatching({ look, area, report, importing }: ListMatchingProps) {
  const { e, count } = useExchangeWords();
  const list = useList(importing);
  const within = area ?? look.district;
  const open = list.report
    ? list.report.counts.DOUBTFUL - Object.values(list.choices).filter((choice) => choice !== '').length
    : 0;
  return (
    <div className="import__part list-matching" aria-busy={list.busy}>
      <h2>{e('list.title')}</h2>
      <p className="import__fine">{e('list.help', { name: `${within.name} ${within.code}` })}</p>
      {list.refusal && <RefusalNotice reason={list.refusal.code} {...list.refusal.sentences} />}
      {!list.report && (
        <button
          type="button"
          className="button"
          disabled={list.busy || importing.work !== null}
          onClick={() => list.match(within.code, report.layer)}
        >
          {e(list.busy ? 'list.matching' : 'list.match')}
        </button>
      )}
      {list.report && (
        <>
          <p role="status">
            {e('list.counts', {
              sure: count(list.report.counts.SURE),
              doubtful: count(list.report.counts.DOUBTFUL),
              fresh: count(list.report.counts.NEW),
            })}
            {list.report.homeless > 0 && ` ${e('list.homeless', { count: count(list.report.homeless) })}`}
          </p>
          <Doubts list={list} />
          {open > 0 && <p className="import__fine">{e('list.open', { count: count(open) })}</p>}
          <div className="import__actions">
            <button
              type="button"
              className="button"
              disabled={list.busy || importing.work !== null}
              onClick={() => void list.coded().then((file) => file && importing.replace(file))}
            >
              {e('list.import')}
            </button>
            <button
              type="button"
              className="button button--quiet"
              disabled={list.busy}
              onClick={() => void list.coded().then((file) => file && keep(file))}
            >
              {e('list.download')}
            </button>
          </div>
        </>
      )}
    </div>
  );
}

function Doubts({ list }: { readonly list: PlaceList }) {
  const { e } = useExchangeWords();
  if (list.doubtful.length === 0) return null;
  return (
    <>
      <ul className="list-matching__rows">
        {list.doubtful.map((row) => (
          <Doubt key={row.row} row={row} choice={list.choices[row.row] ?? ''} onChoose={list.choose} />
        ))}
      </ul>
      {list.report && list.doubtful.length < list.report.counts.DOUBTFUL && (
        <button type="button" className="button button--quiet" disabled={list.busy} onClick={list.more}>
          {e('list.more')}
        </button>
      )}
    </>
  );
}

interface DoubtProps {
  readonly row: DoubtfulRow;
  readonly choice: string;
  readonly onChoose: PlaceList['choose'];
}

function Doubt({ row, choice, onChoose }: DoubtProps) {
  const { e } = useExchangeWords();
  const say = ({ name, code, distanceM }: Candidate): string =>
    distanceM === null ? `${name} ${code}` : `${name} ${code} · ${e('list.metres', { count: Math.round(distanceM) })}`;
  return (
    <li>
      <label>
        <strong>{row.name}</strong>{' '}
        <span className="gloss">
          {e('list.row', { row: row.row })} · {e(`list.reason.${row.reason}`)}
        </span>
        <select value={choice} onChange={({ target }) => onChoose(row.row, target.value)}>
          <option value="">{e('list.undecided')}</option>
          {row.candidates.map((candidate) => (
            <option key={candidate.code} value={candidate.code}>
              {say(candidate)}
            </option>
          ))}
          <option value="NEW">{e('list.new')}</option>
          <option value="LEAVE">{e('list.leave')}</option>
        </select>
      </label>
    </li>
  );
}

/** Hands a file that the page has to the browser, to be kept. */
function keep(file: File): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = file.name;
  link.click();
  // The browser has taken it by the next turn, and the page need not hold it any longer.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
