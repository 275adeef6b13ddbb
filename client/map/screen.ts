/** What covers the map at its edges, in pixels. */
export interface Insets {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

export interface Screen {
  /** A phone held upright: the panel is a sheet from below. */
  readonly narrow: boolean;
  /** Layers, legend and date are behind a button: beside the panel there is no room for them. */
  readonly folded: boolean;
  /** What of the map its controls cover. */
  readonly insets: Insets;
  /** The map's own size. */
  readonly width: number;
  readonly height: number;
}

/** Below this width a window holds no panel beside the map, unless it lies on its side like a phone that is turned. */
const NARROW = 760;
const TURNED = { width: 560, height: 480 };
/** Below these, the map is too small for a card of layers and a bar of dates on it. */
const FOLDED = { width: 1180, height: 560 };

/** How the page is laid out in a window; widths of the panel and media queries in the style sheets are the same. */
export function screenOf(width: number, height: number): Screen {
  const turned = width > TURNED.width && height <= TURNED.height;
  const narrow = width <= NARROW && !turned;
  const folded = narrow || width <= FOLDED.width || height <= FOLDED.height;
  const panel = narrow ? 0 : width <= NARROW ? 300 : width <= 1000 ? 344 : 408;
  return { narrow, folded, insets: insetsOf(width, height, { narrow, folded }), width: width - panel, height };
}

function insetsOf(width: number, height: number, { narrow, folded }: Pick<Screen, 'narrow' | 'folded'>): Insets {
  if (narrow) return { top: 108, right: 10, bottom: Math.round(height * 0.44) + 8, left: 10 };
  if (folded) return { top: 66, right: 16, bottom: 60, left: 16 };
  return { top: 66, right: 318, bottom: width > 1420 ? 92 : 130, left: 16 };
}
