import type { ImportLayer, ImportReport } from './import-report.ts';
import type { Importing } from './use-import.ts';
import { useExchangeWords } from './words.ts';

interface WordTableProps {
  readonly layer: ImportLayer;
  readonly report: ImportReport;
  readonly importing: Importing;
}

/** Words of the file that no code book has: each is said once what it stands for, and known in the next file. */
export function WordTable({ layer, report, importing }: WordTableProps) {
  const { e, both, count } = useExchangeWords();
  const { file, values, explain, check, work } = importing;
  const words = report.words ?? [];
  if (words.length === 0) return null;
  const changed = words.some(({ field, word, value }) => (values[field]?.[word] ?? value) !== value);
  return (
    <div className="import__part">
      <h2>{e('words.title')}</h2>
      <p className="import__fine">{e('words.help')}</p>
      <table className="mapping">
        <thead>
          <tr>
            <th scope="col">{e('words.word')}</th>
            <th scope="col">{e('words.value')}</th>
          </tr>
        </thead>
        <tbody>
          {words.map(({ field: name, word, rows, value, candidates }) => {
            const field = layer.fields.find((one) => one.name === name);
            const chosen = values[name]?.[word] ?? value ?? '';
            const first = candidates.map((one) => one.value);
            const others = (field?.choices ?? []).filter((one) => !first.includes(one.value));
            return (
              <tr key={`${name} ${word}`} data-missing={chosen === '' && field?.required === true}>
                <th scope="row">
                  {word}{' '}
                  <span className="gloss">
                    {field ? both(field.title) : name} · {e('report.rows', { count: count(rows) })}
                  </span>
                </th>
                <td>
                  <select
                    aria-label={word}
                    disabled={!file || report.state !== 'CHECKED'}
                    value={chosen}
                    onChange={({ target }) => explain({ ...values, [name]: { ...values[name], [word]: target.value } })}
                  >
                    <option value="">{e('words.unsaid')}</option>
                    {[...candidates, ...others].map((one) => (
                      <option key={one.value} value={one.value}>
                        {both(one.title)} ({one.value})
                      </option>
                    ))}
                  </select>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {changed && (
        <p className="import__actions">
          <button type="button" className="button" disabled={work !== null} onClick={() => check()}>
            {e('form.recheck')}
          </button>
          <span className="import__fine" role="status">
            {e('words.changed')}
          </span>
        </p>
      )}
    </div>
  );
}
