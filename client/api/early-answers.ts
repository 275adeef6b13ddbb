/**
 * Questions asked by the page's first script, before the application has come: their answers are handed to whoever asks the
 * same again, once. So the way from the page to its data does not wait for a megabyte of code.
 */
interface Early {
  readonly answers: Map<string, Promise<Response>>;
  /** The application has begun to ask for itself; two that ask the same would only be in each other's way. */
  over: boolean;
}

declare global {
  interface Window {
    atlasEarly?: Early;
  }
}

function early(): Early {
  return (window.atlasEarly ??= { answers: new Map(), over: false });
}

type Variables = Readonly<Record<string, unknown>>;

/** The same question has the same key, whatever the order its variables are written in. */
function keyOf(operation: string, variables: Variables): string {
  return `${operation} ${JSON.stringify(Object.entries(variables).sort(([one], [other]) => (one < other ? -1 : 1)))}`;
}

function keep(key: string, answer: Promise<Response>): void {
  early().answers.set(key, answer);
}

/** Asks the graph early; what was answered is kept for the application. */
export async function askEarly<Data>(operation: string, query: string, variables: Variables): Promise<Data | null> {
  if (early().over) throw new Error('The application asks for itself now.');
  const body = JSON.stringify({ operationName: operation, variables, query });
  const answer = fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  keep(keyOf(operation, variables), answer);
  const { data } = (await (await answer).clone().json()) as { data?: Data | null };
  return data ?? null;
}

/** Gets a file early, for `first` and once more for the application. */
export function getEarly<Taker>(url: string, first: () => Taker): Taker {
  const answer = fetch(url, { cache: 'no-cache' });
  keep(
    url,
    answer.then((one) => one.clone()),
  );
  const taker = first();
  keep(url, answer);
  // Nobody may come for it, and then its failure is nobody's.
  answer.catch(() => undefined);
  return taker;
}

/** As `fetch`, but an answer that was asked for early is taken; what failed early is asked again. */
export async function fetchOrTake(uri: RequestInfo | URL, options?: RequestInit): Promise<Response> {
  const { answers } = early();
  // The page's first script takes some of its own answers; only the application asks the graph this way.
  if (options?.body) early().over = true;
  if (answers.size > 0) {
    const key = keyOfRequest(uri, options?.body);
    const answer = answers.get(key);
    answers.delete(key);
    const taken = await answer?.catch(() => undefined);
    if (taken?.ok) return taken;
  }
  return fetch(uri, options);
}

function keyOfRequest(uri: RequestInfo | URL, body: RequestInit['body']): string {
  if (typeof body !== 'string') return String(uri);
  const { operationName, variables } = JSON.parse(body) as { operationName: string; variables?: Variables };
  return keyOf(operationName, variables ?? {});
}
