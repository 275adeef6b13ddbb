import type { Refusal } from './import-run.ts';

/** The whole file is not taken in. */
export class FileRefused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}
