import { noteReached } from './reach.ts';
import { noteClock } from './server-clock.ts';

/**
 * Whose page this is, and whom the server's answers are given to. All pages of a browser have one cookie: when somebody signs in
 * on another page, this one is still drawn for the post before. So each request says the post, and each answer is looked at.
 */
const HEADER = 'atlas-post';
const NOBODY = 'nobody';

/** Undefined until the page knows. */
let mine: string | null | undefined;
let onAnswer: (post: string) => void = () => undefined;
let onRefused: () => void = () => undefined;

/** The post this page is drawn for, as the changes made on it say. */
export function sayPost(code: string | null | undefined): void {
  mine = code;
}

/** Calls back with the post that an answer to this page was given to, and when a change was refused as another post's. */
export function watchPost(answered: (post: string) => void, refused: () => void): void {
  [onAnswer, onRefused] = [answered, refused];
}

export function tellPostRefused(): void {
  onRefused();
}

export function postHeaders(code = mine): Record<string, string> {
  return code === undefined ? {} : { [HEADER]: code ?? NOBODY };
}

/** As `fetch`, in the name of this page's post, or of the one that the headers say. */
export async function fetchAs(
  address: RequestInfo | URL,
  options: RequestInit = {},
  ask: typeof fetch = fetch,
): Promise<Response> {
  const [asked, askedAt] = [mine, Date.now()];
  const headers = { ...postHeaders(), ...(options.headers as Record<string, string> | undefined) };
  const answer = await ask(address, { ...options, headers });
  noteReached(answer.status);
  noteClock(answer, askedAt);
  const given = answer.headers.get(HEADER);
  // Whoever signs in on this page may still wait for answers to the post before.
  if (given !== null && asked === mine) onAnswer(given);
  return answer;
}
