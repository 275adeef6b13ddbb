import { FIRST_DESK, type Desk } from '../state/desk.ts';

let last: Desk = FIRST_DESK;

/** The list that was looked at last, so that a case leads back to it and not to the first of all. */
export function rememberList(desk: Desk): void {
  last = desk;
}

export function lastList(): Desk {
  return last;
}
