import { createStore, del, entries, get, keys, set, type UseStore } from 'idb-keyval';
import type { Item } from './change.ts';
import { draftSlots } from './draft-slots.ts';

/** Where changes and drafts outlive the page. A browser that stores nothing keeps them as long as the page lives. */
export interface Store {
  readonly all: () => Promise<Item[]>;
  readonly put: (item: Item) => Promise<void>;
  readonly drop: (key: string) => Promise<void>;
}

let items: UseStore | null = null;
let drafts: UseStore | null = null;
const rest = new Map<string, unknown>();

export const browserStore: Store = {
  all: async () => {
    const kept = await guarded<[string, Item][]>(
      () => entries<string, Item>((items ??= createStore('atlas-outbox', 'items'))),
      [],
    );
    const here = [...rest].filter(([key]) => key.startsWith('item ')).map(([, item]) => item as Item);
    return [...kept.map(([, item]) => item), ...here].sort((one, other) => one.at - other.at);
  },
  put: async (item) => {
    const kept = await guarded(async () => {
      await set(item.key, item, (items ??= createStore('atlas-outbox', 'items')));
      return true;
    }, false);
    if (kept) rest.delete(`item ${item.key}`);
    else rest.set(`item ${item.key}`, item);
  },
  drop: async (key) => {
    rest.delete(`item ${key}`);
    await guarded(() => del(key, (items ??= createStore('atlas-outbox', 'items'))), undefined);
  },
};

/** What was typed and not sent yet, on this page: another page that is open for the same does not see it. */
export async function readDraft<Draft>(name: string): Promise<Draft | undefined> {
  const slot = await slotOf(name);
  const here = rest.get(`draft ${slot}`) as Draft | undefined;
  return guarded(() => get<Draft>(slot, draftStore()), here);
}

export async function writeDraft(name: string, draft: object): Promise<void> {
  const slot = await slotOf(name);
  rest.set(`draft ${slot}`, draft);
  await guarded(() => set(slot, draft, draftStore()), undefined);
}

export async function dropDraft(name: string): Promise<void> {
  const slot = await slotOf(name);
  rest.delete(`draft ${slot}`);
  await guarded(() => del(slot, draftStore()), undefined);
}

const draftStore = (): UseStore => (drafts ??= createStore('atlas-drafts', 'drafts'));
const slotOf = draftSlots(
  () => guarded(async () => (await keys(draftStore())).map(String), []),
  'locks' in navigator ? navigator.locks : null,
);

async function guarded<Value>(work: () => Promise<Value>, otherwise: Value): Promise<Value> {
  try {
    return await work();
  } catch {
    return otherwise;
  }
}
