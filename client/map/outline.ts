import type { MultiPolygon, Polygon } from 'geojson';

type Project = (longitude: number, latitude: number) => [number, number];

/** A boundary as the path of a drawing, to a tenth of a pixel; empty where there is none. */
export function pathOf(boundary: unknown, project: Project): string {
  if (!isShape(boundary)) return '';
  const polygons = boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates;
  return polygons.flatMap((rings) => rings.map((ring) => ringPath(ring, project))).join('');
}

function isShape(value: unknown): value is Polygon | MultiPolygon {
  return typeof value === 'object' && value !== null && 'coordinates' in value;
}

function ringPath(ring: readonly (readonly number[])[], project: Project): string {
  const points = ring.map(([longitude = 0, latitude = 0]) => {
    const [x, y] = project(longitude, latitude);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return `M${points.join('L')}Z`;
}

interface Label {
  readonly x: number;
  readonly y: number;
  readonly lines: readonly string[];
}

const HAN_WIDTH = 13;
const LATIN_WIDTH = 7;
const LINE_HEIGHT = 17;

/** Of labels that would cover each other, those that come first. */
export function withoutOverlaps<One extends Label>(labels: readonly One[]): One[] {
  const taken: (readonly [left: number, top: number, right: number, bottom: number])[] = [];
  return labels.filter(({ x, y, lines }) => {
    const wide = Math.max(...lines.map(widthOf)) / 2;
    const high = (lines.length * LINE_HEIGHT) / 2;
    const box = [x - wide, y - high, x + wide, y + high] as const;
    if (taken.some((one) => box[0] < one[2] && one[0] < box[2] && box[1] < one[3] && one[1] < box[3])) return false;
    taken.push(box);
    return true;
  });
}

function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (character > '\u2e80' ? HAN_WIDTH : LATIN_WIDTH), 0);
}
