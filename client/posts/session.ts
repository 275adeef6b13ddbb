import { fetchAs } from '../api/post-header.ts';

/** Signing in and out: plain HTTP, since the cookie is the server's alone. */
export async function signInAs(post: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch('/sign-in/demo', { method: 'POST', headers, body: JSON.stringify({ post }) });
  if (!answer.ok) throw new Error(await reasonOf(answer));
}

export async function signOut(): Promise<void> {
  const answer = await fetchAs('/sign-out', { method: 'POST' });
  if (!answer.ok) throw new Error(await reasonOf(answer));
}

/** The page of the provider, which sends the browser back to where it was. */
export function providerAddress(): string {
  const { pathname, search } = window.location;
  return `/sign-in?return=${encodeURIComponent(pathname + search)}`;
}

async function reasonOf(answer: Response): Promise<string> {
  const text = await answer.text();
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    if (typeof message === 'string') return message;
  } catch {
    // A proxy in between answers in its own way.
  }
  return String(answer.status);
}
