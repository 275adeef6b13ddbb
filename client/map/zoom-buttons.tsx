import { useWords } from '../i18n/words.ts';
import { selectPlace } from '../state/selection.ts';
import { HomeIcon, MinusIcon, PlusIcon } from '../ui/icons.tsx';
import type { AtlasMap } from './atlas-map.ts';

export function ZoomButtons({ atlas }: { readonly atlas: AtlasMap | null }) {
  const { t } = useWords();
  return (
    <div className="zoom-buttons">
      <button
        type="button"
        className="icon-button"
        title={t('map.zoomIn')}
        aria-label={t('map.zoomIn')}
        onClick={() => atlas?.map.zoomIn()}
      >
        <PlusIcon />
      </button>
      <button
        type="button"
        className="icon-button"
        title={t('map.zoomOut')}
        aria-label={t('map.zoomOut')}
        onClick={() => atlas?.map.zoomOut()}
      >
        <MinusIcon />
      </button>
      <button
        type="button"
        className="icon-button"
        title={t('map.home')}
        aria-label={t('map.home')}
        onClick={() => selectPlace(null)}
      >
        <HomeIcon />
      </button>
    </div>
  );
}
