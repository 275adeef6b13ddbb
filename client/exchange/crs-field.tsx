import { useState } from 'react';
import type { Look } from '../state/look.ts';
import { longitudeOf, systemsAt, systemTitle } from './crs-systems.ts';
import { Field } from './field.tsx';
import type { ImportOptions } from './import-options.ts';
import { useExchangeWords } from './words.ts';

interface CrsFieldProps {
  readonly look: Look;
  readonly options: ImportOptions;
  readonly say: (options: Partial<ImportOptions>) => void;
}

const OTHER = 'other';

/** In which coordinates the file is: told by itself, one of the usual ones, or any that the server reads. */
export function CrsField({ look, options: { crs }, say }: CrsFieldProps) {
  const words = useExchangeWords();
  const { e } = words;
  const longitude = longitudeOf(look);
  const usual = systemsAt(longitude);
  const [other, setOther] = useState(false);
  const isOther = other || (crs !== '' && !usual.includes(crs));
  return (
    <>
      <Field label={e('form.crs')}>
        {(id) => (
          <select
            id={id}
            value={isOther ? OTHER : crs}
            onChange={({ target }) => {
              setOther(target.value === OTHER);
              say({ crs: target.value === OTHER ? '' : target.value, insist: false });
            }}
          >
            <option value="">{e('form.crs.auto')}</option>
            {usual.map((name) => (
              <option key={name} value={name}>
                {systemTitle(name, longitude, words)}
              </option>
            ))}
            <option value={OTHER}>{e('form.crs.other')}</option>
          </select>
        )}
      </Field>
      {isOther && (
        <Field label={e('form.crs.name')}>
          {(id) => <input id={id} value={crs} onChange={({ target }) => say({ crs: target.value, insist: false })} />}
        </Field>
      )}
    </>
  );
}
