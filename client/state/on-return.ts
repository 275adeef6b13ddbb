/**
 * Calls when somebody looks at the page again: it is shown, gets the focus, comes back from the browser's memory,
 * or has a connection again.
 */
export function onReturn(work: () => void): () => void {
  const look = (): void => {
    if (document.visibilityState === 'visible') work();
  };
  document.addEventListener('visibilitychange', look);
  window.addEventListener('focus', look);
  window.addEventListener('pageshow', look);
  window.addEventListener('online', look);
  return () => {
    document.removeEventListener('visibilitychange', look);
    window.removeEventListener('focus', look);
    window.removeEventListener('pageshow', look);
    window.removeEventListener('online', look);
  };
}
