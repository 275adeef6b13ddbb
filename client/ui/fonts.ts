/**
 * The shipped Chinese font is a megabyte and a half for one page, more than everything else together. It is fetched only
 * where the machine has no Chinese font of its own, and then after the map.
 */
let shipped = false;

/** Makes the shipped font known where it is needed; nothing of it is fetched before something is written in it. */
export async function prepareFonts(): Promise<void> {
  if (shipped || drawsChinese()) return;
  await import('./fonts.css');
  shipped = true;
}

/** Whether writing must be fetched. */
export function fontIsShipped(): boolean {
  return shipped;
}

/** The page's own writing in the shipped font, where that is the one. */
export function wearFont(): void {
  if (shipped) document.documentElement.dataset['font'] = 'shipped';
}

const SIZE = 20;

/** Two characters drawn alike are two times the box that stands for a missing one. */
function drawsChinese(): boolean {
  const pen = new OffscreenCanvas(SIZE, SIZE).getContext('2d', { willReadFrequently: true });
  if (!pen) return true;
  const picture = (character: string) => {
    pen.clearRect(0, 0, SIZE, SIZE);
    pen.font = `${SIZE - 4}px sans-serif`;
    pen.fillText(character, 1, SIZE - 4);
    return pen.getImageData(0, 0, SIZE, SIZE).data.join();
  };
  return picture('楼') !== picture('院');
}
