import type { Refusal } from './import-run.ts';

/** The whole file is not taken in. */
export class FileRefused extends Error {
  constructor(readonly refusal: Refusal & { readonly messageZh: string }) {
    super(refusal.message);
  }
}
