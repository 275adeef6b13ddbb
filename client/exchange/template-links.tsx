import type { ImportLayer } from './import-report.ts';
import { useExchangeWords } from './words.ts';
import './template-links.css';

/** Where a file to be filled in is. */
const addressOf = ({ key }: Pick<ImportLayer, 'key'>): string => `/exports/${key}.template.xlsx`;

/** A file to be filled in, for one layer. */
export function TemplateLink({ layer }: { readonly layer: ImportLayer }) {
  const { e, both } = useExchangeWords();
  return (
    <a className="template-link" href={addressOf(layer)} download>
      {e('template.one', { layer: both(layer.title) })}
    </a>
  );
}

/** Files to be filled in, for whoever has none yet. */
export function TemplateLinks({ layers }: { readonly layers: readonly ImportLayer[] }) {
  const { e, both } = useExchangeWords();
  return (
    <details className="templates import__part">
      <summary>{e('template.all')}</summary>
      <p className="import__fine">{e('template.help')}</p>
      <ul>
        {layers.map((layer) => (
          <li key={layer.key}>
            <a className="template-link" href={addressOf(layer)} download>
              {both(layer.title)}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
