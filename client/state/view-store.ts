import { parseAddress, printAddress } from './address.ts';
import { roundCamera, sameCamera, type Camera, type View } from './view.ts';

/** The address bar is the saved state; this only reads it, writes it and tells who listens. */
let current: View = parseAddress(window.location.search);
const listeners = new Set<() => void>();

function show(view: View): void {
  current = view;
  for (const listener of listeners) listener();
}

window.addEventListener('popstate', () => show(parseAddress(window.location.search)));

export function currentView(): View {
  return current;
}

export function onViewChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A step the person took: Back undoes it. */
export function changeView(change: Partial<View>): void {
  const next = { ...current, ...change };
  if (printAddress(next) === printAddress(current)) return;
  window.history.pushState(null, '', addressOf(next));
  show(next);
}

/** Another day has begun. Who looks at the one that is over, as it was then, goes on looking at today; a day of the past stays. */
export function followDay(over: string, begun: string): void {
  if (current.asOf !== over) return;
  const next = { ...current, asOf: begun };
  window.history.replaceState(null, '', addressOf(next));
  show(next);
}

/** Where the camera came to rest. Not a step of its own: it belongs to the step before. */
export function rememberCamera(camera: Camera): void {
  const rounded = roundCamera(camera);
  if (sameCamera(current.camera, rounded)) return;
  const next = { ...current, camera: rounded };
  window.history.replaceState(null, '', addressOf(next));
  show(next);
}

/** The address of the present view with a change: what a link carries, so that it can be opened in another tab. */
export function addressOf(view: View): string {
  return window.location.pathname + printAddress(view);
}
