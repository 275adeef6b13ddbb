import { useId, useState } from 'react';
import { parseMapping } from './import-report.ts';
import type { Importing } from './use-import.ts';
import { useExchangeWords } from './words.ts';

/** A mapping that was kept beside the data. */
export function MappingFile({ importing: { map, explain } }: { readonly importing: Importing }) {
  const { e } = useExchangeWords();
  const id = useId();
  const [said, setSaid] = useState('');
  const take = async (file: File | undefined) => {
    if (!file) return;
    const kept = parseMapping(await file.text());
    if (kept) {
      map(Object.keys(kept.mapping).length > 0 ? kept.mapping : null);
      explain(kept.values);
    }
    setSaid(e(kept ? 'mapping.loaded' : 'mapping.unreadable', { name: file.name }));
  };
  return (
    <div className="mapping-file">
      <label htmlFor={id} className="button button--quiet mapping-file__button">
        <input id={id} type="file" accept=".json" onChange={({ target }) => void take(target.files?.[0])} />
        {e('mapping.load')}
      </label>
      <span role="status">{said}</span>
    </div>
  );
}
