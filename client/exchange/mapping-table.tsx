import {
  headingsOf,
  valuesOf,
  type ImportLayer,
  type ImportReport,
  type Mapping,
  type ValueMapping,
} from './import-report.ts';
import { MappingFile } from './mapping-file.tsx';
import type { Importing } from './use-import.ts';
import { useExchangeWords } from './words.ts';

interface MappingTableProps {
  readonly layer: ImportLayer;
  readonly report: ImportReport;
  readonly importing: Importing;
}

/** Which column of the file stands for which field. It can be changed as long as the file is at hand. */
export function MappingTable({ layer, report, importing }: MappingTableProps) {
  const { e, both } = useExchangeWords();
  const { file, mapping: edited, map, check, work } = importing;
  const mapping = edited ?? report.mapping ?? {};
  const headings = headingsOf(report);
  const unused = headings.filter((heading) => !Object.values(mapping).includes(heading));
  const changed = edited !== null && !sameMapping(edited, report.mapping);
  const choose = (field: string, heading: string) => {
    const { [field]: _, ...rest } = mapping;
    map(heading ? { ...rest, [field]: heading } : rest);
  };
  return (
    <>
      <table className="mapping">
        <thead>
          <tr>
            <th scope="col">{e('mapping.field')}</th>
            <th scope="col">{e('mapping.heading')}</th>
          </tr>
        </thead>
        <tbody>
          {layer.fields.map(({ name, title, required }) => (
            <tr key={name} data-missing={required && !mapping[name]}>
              <th scope="row">
                {both(title)} <span className="gloss">{name}</span>
                {required && !mapping[name] && <span className="tag mapping__required">{e('mapping.required')}</span>}
              </th>
              <td>
                {file ? (
                  <select
                    aria-label={both(title)}
                    value={mapping[name] ?? ''}
                    onChange={({ target }) => choose(name, target.value)}
                  >
                    <option value="">{e('mapping.none')}</option>
                    {headings.map((heading) => (
                      <option key={heading} value={heading}>
                        {heading}
                      </option>
                    ))}
                  </select>
                ) : (
                  (mapping[name] ?? e('mapping.none'))
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {unused.length > 0 && <p className="import__fine">{e('mapping.unused', { names: unused.join('、') })}</p>}
      {changed && (
        <p className="import__actions">
          <button type="button" className="button" disabled={work !== null} onClick={() => check()}>
            {e('form.recheck')}
          </button>
          <span className="import__fine" role="status">
            {e('mapping.changed')}
          </span>
        </p>
      )}
      <div className="import__actions">
        {Object.keys(mapping).length > 0 && (
          <button
            type="button"
            className="button button--quiet"
            onClick={() => saveMapping(mapping, valuesOf(report.words), report.file.name)}
          >
            {e('mapping.save')}
          </button>
        )}
        {file && <MappingFile importing={importing} />}
        {!file && <span className="import__fine">{e('mapping.fileGone')}</span>}
      </div>
    </>
  );
}

export function sameMapping(one: Mapping, other: Mapping | null): boolean {
  const sorted = (mapping: Mapping) => JSON.stringify(Object.entries(mapping).sort());
  return sorted(one) === sorted(other ?? {});
}

/** As the command line takes it, under the file's own name. */
function saveMapping(mapping: Mapping, values: ValueMapping, fileName: string): void {
  const kept = { ...mapping, ...(Object.keys(values).length > 0 && { $values: values }) };
  const address = URL.createObjectURL(new Blob([`${JSON.stringify(kept, null, 2)}\n`], { type: 'application/json' }));
  Object.assign(document.createElement('a'), { href: address, download: `${fileName}.mapping.json` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
