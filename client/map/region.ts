export interface Region {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** Edges fall on lines this many degrees apart, so that a small step asks nothing new. */
const STEP = 0.004;

/** The region rounded outwards. */
export function snapRegion({ west, south, east, north }: Region): Region {
  const down = (value: number) => Number((Math.floor(value / STEP) * STEP).toFixed(3));
  const up = (value: number) => Number((Math.ceil(value / STEP) * STEP).toFixed(3));
  return { west: down(west), south: down(south), east: up(east), north: up(north) };
}

export function regionKey({ west, south, east, north }: Region): string {
  return [west, south, east, north].join();
}
