import { isDate } from '../state/dates.ts';
import type { Look } from '../state/look.ts';
import { CrsField } from './crs-field.tsx';
import { Field } from './field.tsx';
import type { ImportLayer } from './import-report.ts';
import { MappingFile } from './mapping-file.tsx';
import type { Importing } from './use-import.ts';
import { TemplateLink } from './template-links.tsx';
import { useExchangeWords } from './words.ts';

interface ImportFormProps {
  readonly look: Look;
  /** What is selected, where that is an area. */
  readonly area: { readonly code: string; readonly name: string } | null;
  readonly layers: readonly ImportLayer[];
  readonly importing: Importing;
  /** A preview has been made: the form asks for another. */
  readonly again?: boolean;
}

/** What is to be said of a file. Nearly all of it can be left to be found out. */
export function ImportForm({ look, area, layers, importing, again = false }: ImportFormProps) {
  const { e, t, both } = useExchangeWords();
  const { options, say, check, work } = importing;
  const layer = layers.find(({ key }) => key === options.layer);
  return (
    <form
      className="import-form import__part"
      onSubmit={(event) => {
        event.preventDefault();
        check();
      }}
    >
      <Field label={e('form.layer')}>
        {(id) => (
          <select id={id} value={options.layer} onChange={({ target }) => say({ layer: target.value })}>
            <option value="">{e('form.layer.auto')}</option>
            {layers.map(({ key, title }) => (
              <option key={key} value={key}>
                {both(title)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={e('form.asOf')} help={e('form.asOf.help')}>
        {(id, help) => (
          <input
            id={id}
            type="date"
            required
            value={options.asOf}
            aria-describedby={help}
            onChange={({ target }) => isDate(target.value) && say({ asOf: target.value })}
          />
        )}
      </Field>
      <Field label={e('form.complete')} wide>
        {(id) => (
          <select
            id={id}
            value={layer?.canEnd === false ? 'no' : options.complete}
            disabled={layer?.canEnd === false}
            onChange={({ target }) => say({ complete: target.value })}
          >
            <option value="no">{e(layer?.canEnd === false ? 'form.complete.never' : 'form.complete.no')}</option>
            <option value="yes">{e('form.complete.yes')}</option>
            {area && area.code !== look.district.code && (
              <option value={area.code}>{e('form.complete.within', { name: `${area.name} ${area.code}` })}</option>
            )}
          </select>
        )}
      </Field>
      {layer && <TemplateLink layer={layer} />}
      <details className="import-form__more" open={options.crs !== '' || options.table !== ''}>
        <summary>{e('form.more')}</summary>
        <div className="import-form__fields">
          <CrsField look={look} options={options} say={say} />
          <Field label={e('form.encoding')}>
            {(id) => (
              <select
                id={id}
                value={options.encoding}
                onChange={({ target }) => say({ encoding: target.value as typeof options.encoding })}
              >
                <option value="">{e('form.encoding.auto')}</option>
                <option value="UTF-8">UTF-8</option>
                <option value="GB18030">GB18030 (GBK)</option>
              </select>
            )}
          </Field>
          <Field label={e('form.provenance')}>
            {(id) => (
              <select
                id={id}
                value={options.provenance}
                onChange={({ target }) => say({ provenance: target.value as typeof options.provenance })}
              >
                <option value="">{e('form.provenance.auto')}</option>
                {(['IMPORTED', 'SURVEYED', 'SYNTHETIC'] as const).map((one) => (
                  <option key={one} value={one}>
                    {t(`provenance.${one}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={e('form.table')} help={e('form.table.help')}>
            {(id, help) => (
              <input
                id={id}
                value={options.table}
                aria-describedby={help}
                onChange={({ target }) => say({ table: target.value })}
              />
            )}
          </Field>
          <Field label={e('form.attribution')} help={e('form.attribution.help')} wide>
            {(id, help) => (
              <input
                id={id}
                maxLength={500}
                value={options.attribution}
                aria-describedby={help}
                onChange={({ target }) => say({ attribution: target.value })}
              />
            )}
          </Field>
          {!again && <MappingFile importing={importing} />}
        </div>
      </details>
      <button type="submit" className={again ? 'button button--quiet' : 'button'} disabled={work !== null}>
        {e(again ? 'form.recheck' : 'form.check')}
      </button>
    </form>
  );
}
