type Locks = Pick<LockManager, 'request'>;

/** Pages that are open for the same at the same time; more of them share a place. */
const MOST = 20;

/**
 * Where this page keeps what is typed under a name. Two pages that are open for the same have a place each, held as long as the
 * page is there; a page that is opened later finds what one that was closed has left. Where the browser has no locks (an address
 * without TLS has none), the tab's own name is the place: it outlives loading anew, but not the tab.
 */
export function draftSlots(
  kept: () => Promise<readonly string[]>,
  locks: Locks | null,
): (name: string) => Promise<string> {
  const held = new Map<string, Promise<string>>();
  return (name) => {
    const known = held.get(name) ?? (locks ? hold(locks, name, kept) : Promise.resolve(`${name} ${tabName()}`));
    held.set(name, known);
    return known;
  };
}

async function hold(locks: Locks, name: string, kept: () => Promise<readonly string[]>): Promise<string> {
  const places = Array.from({ length: MOST }, (_, i) => (i === 0 ? name : `${name} ${i + 1}`));
  const full = new Set(await kept());
  // First those where something was left.
  const wanted = [...places.filter((place) => full.has(place)), ...places.filter((place) => !full.has(place))];
  for (const place of wanted) if (await take(locks, place)) return place;
  return name;
}

/** Whether the place was free. It is this page's from then on. */
function take(locks: Locks, place: string): Promise<boolean> {
  return new Promise((resolve) => {
    const taken = locks.request(`atlas-draft ${place}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock ? new Promise<never>(() => undefined) : undefined;
    });
    taken.catch(() => resolve(true));
  });
}

const TAB = 'atlas-tab';

function tabName(): string {
  const made = Math.random().toString(36).slice(2);
  try {
    const name = sessionStorage.getItem(TAB) ?? made;
    sessionStorage.setItem(TAB, name);
    return name;
  } catch {
    return made;
  }
}
