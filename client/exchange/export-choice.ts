import { OFFSETS, STORED } from './crs-systems.ts';
import type { ExportChoice } from './export-address.ts';

let last: ExportChoice = { format: 'xlsx', crs: STORED, shapes: false };

/** How somebody took the last file is how they will want the next. */
export const lastChoice = (): ExportChoice => last;

/** Offset coordinates are to be chosen each time: nobody should get them without knowing. */
export function rememberChoice(choice: ExportChoice): ExportChoice {
  last = OFFSETS.includes(choice.crs) ? { ...choice, crs: STORED } : choice;
  return choice;
}
