import { changeView, currentView } from './view-store.ts';
import { selectionOf, type Place } from './view.ts';

/** What a click, a line of a list or a search result ends in. */
export function selectPlace(place: Place | null): void {
  changeView(selectionOf(currentView(), place));
}

export function selectArea(code: string): void {
  selectPlace({ kind: 'area', code });
}
