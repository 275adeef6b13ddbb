import type { ExportOffer } from '../ui/export-button.tsx';
import type { ExportNotes } from './use-export-notes.ts';
import { useExchangeWords, type ExchangeWordId, type ExchangeWords } from './words.ts';

/** The offers one can choose from: those of the page, and after each its parts. */
export function choicesOf(offers: readonly ExportOffer[]): ExportOffer[] {
  return offers.flatMap((offer) => {
    const { parts, ...whole } = offer;
    const part = (count: number, filters: ExportOffer['filters']): ExportOffer => ({
      layer: whole.layer,
      filters: { ...whole.filters, ...filters },
      count,
    });
    const all = parts && [
      part(parts.committee.uncovered, { committee: 'UNCOVERED' }),
      part(parts.committee.unknown, { committee: 'UNKNOWN' }),
      part(parts.property.uncovered, { propertyService: 'UNCOVERED' }),
      part(parts.property.unknown, { propertyService: 'UNKNOWN' }),
    ];
    return [whole, ...(all?.filter(({ count }) => count !== 0) ?? [])];
  });
}

/** "网格 · 业委会：未覆盖": the layer, and what tells this offer from the whole of it. */
export function offerTitle({ layer, filters }: ExportOffer, words: ExchangeWords): string {
  const limits = Object.entries(filters).flatMap(([name, value]) =>
    name === 'within' || name === 'population' ? [] : [valueOf(name, value, words)],
  );
  return [words.e(`layer.${layer}` as ExchangeWordId), ...limits].join(' · ');
}

/** What a filter says, in the words that the page has for it. */
function valueOf(name: string, value: string, { e, t }: ExchangeWords): string {
  switch (name) {
    case 'committee':
    case 'propertyService':
      return `${e(`export.filter.${name}`)} ${t(`state.${value as 'COVERED'}`)}`;
    case 'state':
      return t(`issues.state.${value as 'OPEN'}`);
    case 'status':
      return t(`care.status.${value as 'ACTIVE'}`);
    case 'population':
      return t(`population.${value as 'ALL_GRIDS'}`);
    case 'year':
      return t('renewal.planned', { year: value });
    default:
      return value;
  }
}

interface OfferSummaryProps {
  readonly offer: ExportOffer;
  readonly asOf: string;
  /** What the server says of the file; null until it has. */
  readonly notes: ExportNotes | null;
}

/** How many rows, of which day, limited to what. */
export function OfferSummary({ offer, asOf, notes }: OfferSummaryProps) {
  const words = useExchangeWords();
  const { e, count } = words;
  const { within, ...limits } = offer.filters;
  const place = notes?.filters['within'] ?? within;
  return (
    <div className="export-summary" data-count={notes?.count} aria-live="polite">
      <p className="export-summary__count">
        {notes ? (
          <>
            <strong>{count(notes.count)}</strong> {e('export.rows')}
          </>
        ) : (
          e('export.counting')
        )}
        <span className="export-summary__title">{offerTitle(offer, words)}</span>
      </p>
      <p>{[place, e('export.asOf', { date: asOf }), ...limitsOf(limits, words)].filter(Boolean).join(' · ')}</p>
      {notes?.count === 0 && <p>{e('export.empty')}</p>}
      {notes && offer.count !== undefined && notes.count !== offer.count && (
        <p>{e('export.differs', { count: count(offer.count), actual: count(notes.count) })}</p>
      )}
      {notes?.provenance === 'SYNTHETIC' && <p>{e('export.synthetic')}</p>}
    </div>
  );
}

function limitsOf({ population }: Readonly<Record<string, string>>, words: ExchangeWords): string[] {
  return population === undefined ? [] : [valueOf('population', population, words)];
}
