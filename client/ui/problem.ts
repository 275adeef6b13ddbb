/** What went wrong, in the few ways that differ for the person who reads it. */
export type Problem =
  | { readonly kind: 'OFFLINE' }
  | { readonly kind: 'UNAVAILABLE'; readonly status: number }
  | { readonly kind: 'NOT_FOUND' }
  | { readonly kind: 'REFUSED'; readonly message: string; readonly messageZh: string };
