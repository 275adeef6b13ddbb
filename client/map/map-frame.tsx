import { useEffect, useState } from 'react';
import { useWords, type Words } from '../i18n/words.ts';
import type { AtlasMap } from './atlas-map.ts';
import { metresPerPixel } from './camera.ts';

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000];

/** The edge of the sheet: what the data is, the approval number a published map carries, and the scale. */
export function MapFrame({ atlas }: { readonly atlas: AtlasMap | null }) {
  const words = useWords();
  const { t } = words;
  const metresPerPixel = useScale(atlas);
  return (
    <div className="map-frame">
      <span className="tag tag--synthetic map-frame__synthetic" title={t('map.syntheticLong')}>
        {t('map.synthetic')} <span className="gloss">{words.beside('map.synthetic')}</span>
      </span>
      <span className="map-frame__approval">{t('map.approval')}</span>
      {metresPerPixel !== null && <Scale metresPerPixel={metresPerPixel} words={words} />}
    </div>
  );
}

function Scale({ metresPerPixel, words }: { readonly metresPerPixel: number; readonly words: Words }) {
  const metres = STEPS.findLast((step) => step / metresPerPixel <= 96) ?? 1;
  const text =
    metres >= 1000 ? words.t('map.kilometres', { count: metres / 1000 }) : words.t('map.metres', { count: metres });
  return (
    <span className="map-frame__scale" style={{ width: metres / metresPerPixel }}>
      {text}
    </span>
  );
}

function useScale(atlas: AtlasMap | null): number | null {
  const [scale, setScale] = useState<number | null>(null);
  useEffect(() => {
    if (!atlas) return;
    const read = () => setScale(metresPerPixel(atlas.camera()));
    atlas.map.on('move', read);
    atlas.map.once('idle', read);
    return () => void atlas.map.off('move', read);
  }, [atlas]);
  return scale;
}
