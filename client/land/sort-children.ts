export type SortKey = 'code' | 'name' | 'committee' | 'property' | 'issues';

export interface Sortable {
  readonly code: string;
  readonly name: string;
  readonly committee: { readonly rate: number | null };
  readonly property: { readonly rate: number | null };
  readonly issueCounts: { readonly open: number };
}

const byName = new Intl.Collator('zh-Hans-CN', { numeric: true });

/** Sorted by a key, ties by code; what is unknown stands last either way. */
export function sortChildren<Child extends Sortable>(
  children: readonly Child[],
  key: SortKey,
  rising: boolean,
): Child[] {
  const direction = rising ? 1 : -1;
  return [...children].sort((a, b) => {
    if (key === 'code') return direction * compareText(a.code, b.code);
    if (key === 'name') return direction * byName.compare(a.name, b.name) || compareText(a.code, b.code);
    const [left, right] = [valueOf(a, key), valueOf(b, key)];
    if (left === null || right === null) {
      return left === right ? compareText(a.code, b.code) : left === null ? 1 : -1;
    }
    return direction * (left - right) || compareText(a.code, b.code);
  });
}

function valueOf(child: Sortable, key: 'committee' | 'property' | 'issues'): number | null {
  return key === 'issues' ? child.issueCounts.open : child[key].rate;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
