import { useWords } from '../i18n/words.ts';
import { DownloadIcon } from './icons.tsx';
import './export-button.css';

/** Rows that can be taken away as a file: a layer of the exports, and what its list is limited to. */
export interface ExportOffer {
  readonly layer: string;
  /** As the parameters of the export are called; without the date, which all offers of a page share. */
  readonly filters: Readonly<Record<string, string>>;
  /** How many the list on the page has, where it says so. */
  readonly count?: number;
  /** How many of them lack something, or may: each can be taken away by itself. */
  readonly parts?: Readonly<Record<'committee' | 'property', { readonly uncovered: number; readonly unknown: number }>>;
}

export interface WantedExport {
  readonly offers: readonly ExportOffer[];
  /** The button, for the menu to stand at. */
  readonly at: DOMRect;
}

/** Where the menu is shown: it is most of the work and seldom wanted, so that it comes only then. */
let show: (wanted: WantedExport) => void = () => undefined;

export function onWantedExport(listener: typeof show): void {
  show = listener;
}

/** Beside a list: takes away what is in it, where there is anything. */
export function ExportButton({ offers: all }: { readonly offers: readonly ExportOffer[] | null | undefined }) {
  const { t } = useWords();
  const offers = all?.filter(({ count }) => count !== 0);
  if (!offers?.length) return null;
  return (
    <button
      type="button"
      className="export-button"
      aria-haspopup="dialog"
      onClick={({ currentTarget }) => show({ offers, at: currentTarget.getBoundingClientRect() })}
    >
      <DownloadIcon />
      {t('export.open')}
    </button>
  );
}
