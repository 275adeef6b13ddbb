/** A form that wants a point of the map takes clicks before they choose a place. */
export interface PickedPoint {
  readonly longitude: number;
  readonly latitude: number;
}

type Taker = (point: PickedPoint) => void;
let taker: Taker | null = null;

export function takePoints(take: Taker): () => void {
  taker = take;
  return () => {
    if (taker === take) taker = null;
  };
}

/** Whether somebody took it. */
export function offerPoint(point: PickedPoint): boolean {
  taker?.(point);
  return taker !== null;
}
