import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import type { AtlasMap } from '../map/atlas-map.ts';
import { CloseIcon } from '../ui/icons.tsx';
import { useExchangeWords } from './words.ts';
import './map-pin.css';

/** A place of the file that somebody wants to see on the ground. */
export interface Pin {
  readonly longitude: number;
  readonly latitude: number;
  readonly title: string;
  /** How near to look; the nearest that still shows the whole of it. */
  readonly zoom: number;
}

interface MapPinProps {
  readonly atlas: AtlasMap;
  readonly pin: Pin;
  readonly onClear: () => void;
}

export function MapPin({ atlas: { map }, pin, onClear }: MapPinProps) {
  const { e } = useExchangeWords();
  const { longitude, latitude, title } = pin;
  const [at, setAt] = useState(() => map.project([longitude, latitude]));
  useEffect(() => {
    const place = () => setAt(map.project([longitude, latitude]));
    place();
    map.on('move', place);
    map.on('resize', place);
    return () => {
      map.off('move', place);
      map.off('resize', place);
    };
  }, [map, longitude, latitude]);
  return createPortal(
    <div className="map-pin" style={{ transform: `translate(${at.x}px, ${at.y}px)` }}>
      <span className="map-pin__mark" aria-hidden="true" />
      <p className="map-pin__label" role="status">
        {title}
        <button type="button" aria-label={e('pin.clear')} onClick={onClear}>
          <CloseIcon />
        </button>
      </p>
    </div>,
    map.getContainer(),
  );
}
