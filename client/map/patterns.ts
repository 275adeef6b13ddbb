import { DOTS, HATCH, TOWER, TOWER_EMPTY } from './ids.ts';
import { HATCH_INK, PARTY_INK, TOWER_PLAIN } from './palette.ts';

export const PATTERN_RATIO = 2;

/** The map's few pictures, drawn here so that nothing has to be fetched. */
export const PATTERNS: Readonly<Record<string, () => ImageData>> = {
  [HATCH]: () =>
    draw(16, (pen) => {
      pen.strokeStyle = HATCH_INK;
      pen.lineWidth = 2.2;
      for (const from of [-16, 0, 16]) line(pen, from, 16, from + 16, 0);
    }),
  [DOTS]: () =>
    draw(16, (pen) => {
      pen.fillStyle = 'rgba(255, 253, 246, 0.95)';
      for (const [x, y] of [
        [4, 4],
        [12, 12],
      ] as const)
        dot(pen, x, y, 2.6);
    }),
  [TOWER]: () => diamond(PARTY_INK, '#fffaf0'),
  [TOWER_EMPTY]: () => diamond('#fffaf0', TOWER_PLAIN),
};

function draw(size: number, paint: (pen: OffscreenCanvasRenderingContext2D) => void): ImageData {
  // They are read back at once: drawn by the graphics card, each would keep the map waiting for it.
  const pen = new OffscreenCanvas(size, size).getContext('2d', { willReadFrequently: true });
  if (!pen) throw new Error('This browser draws no canvas');
  paint(pen);
  return pen.getImageData(0, 0, size, size);
}

function line(pen: OffscreenCanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}

function dot(pen: OffscreenCanvasRenderingContext2D, x: number, y: number, radius: number): void {
  pen.beginPath();
  pen.arc(x, y, radius, 0, Math.PI * 2);
  pen.fill();
}

function diamond(fill: string, edge: string): ImageData {
  return draw(28, (pen) => {
    pen.beginPath();
    pen.moveTo(14, 2);
    pen.lineTo(26, 14);
    pen.lineTo(14, 26);
    pen.lineTo(2, 14);
    pen.closePath();
    pen.fillStyle = fill;
    pen.fill();
    pen.strokeStyle = edge;
    pen.lineWidth = 2.5;
    pen.stroke();
  });
}
