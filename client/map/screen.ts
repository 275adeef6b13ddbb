/** What covers the map at its edges, in pixels. */
export interface Insets {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

export interface Screen {
  readonly narrow: boolean;
  /** What of the map its controls cover. */
  readonly insets: Insets;
  /** The map's own size. */
  readonly width: number;
  readonly height: number;
}

/** How the page is laid out in a window; the widths of the panel are those of app.css. */
export function screenOf(width: number, height: number): Screen {
  const narrow = width <= 760;
  const panel = narrow ? 0 : width <= 1000 ? 344 : 408;
  const insets = narrow
    ? { top: 108, right: 10, bottom: Math.round(height * 0.44) + 8, left: 10 }
    : { top: 66, right: 318, bottom: width > 1420 ? 92 : 130, left: 16 };
  return { narrow, insets, width: width - panel, height };
}
