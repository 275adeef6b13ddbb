import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Something nobody guesses: 256 bits, as text for cookies and headers. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a secret. It is as random as a key, so one round of SHA-256 is enough: there is nothing to try out. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Another secret that only who knows the first can name. */
export function derived(secret: string, purpose: string): string {
  return createHash('sha256').update(`${purpose}:${secret}`).digest('base64url');
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
