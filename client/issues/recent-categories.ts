const NAME = 'atlas-recent-categories';
const MOST = 4;

/** The categories this browser chose last, the newest first. */
export function recentCategories(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(NAME) ?? '[]');
    return Array.isArray(kept) ? kept.filter((code) => typeof code === 'string').slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function rememberCategory(code: string): void {
  const next = [code, ...recentCategories().filter((one) => one !== code)].slice(0, MOST);
  try {
    localStorage.setItem(NAME, JSON.stringify(next));
  } catch {
    // A browser that stores nothing offers none the next time.
  }
}
