/** Calls when somebody looks at the page again: it is shown, gets the focus, or comes back from the browser's memory. */
export function onReturn(work: () => void): () => void {
  const look = (): void => {
    if (document.visibilityState === 'visible') work();
  };
  document.addEventListener('visibilitychange', look);
  window.addEventListener('focus', look);
  window.addEventListener('pageshow', look);
  return () => {
    document.removeEventListener('visibilitychange', look);
    window.removeEventListener('focus', look);
    window.removeEventListener('pageshow', look);
  };
}
