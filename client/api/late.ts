import { createElement, lazy, type ComponentType } from 'react';
import { CodeMissing } from '../ui/boundary.tsx';
import { whenBack } from './heal.ts';
import { reach } from './reach.ts';

/**
 * A part of the page whose code comes when it is wanted. Where it does not come the boundary around it says so, and it is sent
 * for again when the server is back. Where the line broke in the middle the browser gives the same failure for ever: a page on which
 * nothing can have been typed yet may then be loaded anew.
 */
export function late<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { mayReload = false } = {},
): ComponentType<Props> {
  let tries = 0;
  let broken = false;
  const attempt = async () => {
    try {
      await reach();
      if (broken && mayReload) reloadOnce();
      const part = await load().catch((error: unknown) => {
        broken = true;
        throw error;
      });
      tries = 0;
      return { default: part };
    } catch (error) {
      Part = lazy(attempt);
      const nth = tries++;
      throw new CodeMissing(error, (again) => whenBack(again, nth));
    }
  };
  let Part = lazy(attempt);
  return function Late(props: Props) {
    return createElement(Part as unknown as ComponentType<Props>, props);
  };
}

const RELOADED = 'atlas-reloaded';
const RELOAD_AT_MOST_EVERY_MS = 60_000;

/** Not again and again, where it is no help. */
function reloadOnce(): void {
  try {
    if (Date.now() - Number(sessionStorage.getItem(RELOADED) ?? 0) < RELOAD_AT_MOST_EVERY_MS) return;
    sessionStorage.setItem(RELOADED, String(Date.now()));
    window.location.reload();
  } catch {
    // A browser that stores nothing would do it for ever.
  }
}
