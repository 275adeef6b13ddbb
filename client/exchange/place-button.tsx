import { PinIcon } from './icons.tsx';
import type { ShowPlace } from './report-view.tsx';
import { useExchangeWords } from './words.ts';

interface PlaceButtonProps {
  readonly place: { readonly longitude: number | null; readonly latitude: number | null };
  readonly title: string;
  readonly zoom?: number;
  readonly show: ShowPlace;
}

/** Near enough to see what is wrong with an outline. */
const FAULT_ZOOM = 17.5;
/** By then the panel has its new height. */
const AFTER_MS = 300;

/** Where it is, on the map. */
export function PlaceButton({ place: { longitude, latitude }, title, zoom = FAULT_ZOOM, show }: PlaceButtonProps) {
  const { e } = useExchangeWords();
  if (!show || longitude === null || latitude === null) return null;
  return (
    <button
      type="button"
      className="place-button"
      title={e('findings.show')}
      aria-label={`${e('findings.show')}: ${title}`}
      onClick={({ currentTarget }) => {
        show({ longitude, latitude, title, zoom });
        // Where the list makes room for the map, its line stays in sight.
        setTimeout(() => currentTarget.scrollIntoView({ block: 'nearest' }), AFTER_MS);
      }}
    >
      <PinIcon />
    </button>
  );
}
