const SIZE = 44;

type Draw = (pen: OffscreenCanvasRenderingContext2D) => void;

/** A triangle for what is overdue and a half-filled disc for what is nearly due: told apart without colour. */
const MARKS: Readonly<Record<string, Draw>> = {
  'due-over': (pen) => {
    pen.moveTo(22, 5);
    pen.lineTo(41, 38);
    pen.lineTo(3, 38);
    pen.closePath();
    pen.fillStyle = '#a52a0e';
    pen.fill();
    pen.stroke();
  },
  'due-nearly': (pen) => {
    pen.arc(22, 22, 15, 0, 2 * Math.PI);
    pen.fillStyle = '#fff6d6';
    pen.fill();
    pen.strokeStyle = '#7a5c00';
    pen.stroke();
    pen.beginPath();
    pen.arc(22, 22, 15, -Math.PI / 2, Math.PI / 2);
    pen.fillStyle = '#b98a00';
    pen.fill();
  },
};

export function drawDueMarks(add: (name: string, image: ImageData) => void): void {
  for (const [name, draw] of Object.entries(MARKS)) {
    const pen = new OffscreenCanvas(SIZE, SIZE).getContext('2d');
    if (!pen) continue;
    pen.lineWidth = 4;
    pen.lineJoin = 'round';
    pen.strokeStyle = '#fffaf0';
    pen.beginPath();
    draw(pen);
    add(name, pen.getImageData(0, 0, SIZE, SIZE));
  }
}
