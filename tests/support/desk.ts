/** What tests of the desk ask of the server beside the page, and of the page itself. */
import type { Page } from 'playwright-core';

/** Asks the graph as a post. */
export async function asPost<Data>(base: string, post: string, query: string, variables: object = {}): Promise<Data> {
  const headers = { 'content-type': 'application/json' };
  const signIn = await fetch(`${base}/sign-in/demo`, { method: 'POST', headers, body: JSON.stringify({ post }) });
  const cookie = signIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const body = JSON.stringify({ query, variables });
  const answer = await fetch(`${base}/graphql`, {
    method: 'POST',
    headers: { ...headers, cookie, 'atlas-post': post },
    body,
  });
  const { data, errors } = (await answer.json()) as { data: Data; errors?: { message: string }[] };
  if (errors) throw new Error(errors.map(({ message }) => message).join());
  return data;
}

interface Known {
  readonly code: string;
  readonly version: number;
}

/** A case of the post in a state, with an action it can do there. */
export async function caseWith(base: string, post: string, action: string): Promise<Known> {
  const query = `{ issueCases(list: MINE, first: 200) { edges { node { version actions { code } issue { code } } } } }`;
  interface Rows {
    issueCases: { edges: { node: { version: number; actions: { code: string }[]; issue: { code: string } } }[] };
  }
  const { issueCases } = await asPost<Rows>(base, post, query);
  const found = issueCases.edges.find(({ node }) => node.actions.some(({ code }) => code === action));
  if (!found) throw new Error(`${post} has no case to ${action}`);
  return { code: found.node.issue.code, version: found.node.version };
}

export async function eventsOf(base: string, post: string, code: string): Promise<string[]> {
  const query = `query ($code: String!) { issueByCode(code: $code) { case { events { action } } } }`;
  interface Found {
    issueByCode: { case: { events: { action: string }[] } };
  }
  const { issueByCode } = await asPost<Found>(base, post, query, { code });
  return issueByCode.case.events.map(({ action }) => action);
}

/** What of the desk is too small for a finger. */
export const tooSmall = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('#desk :is(button, a, select, input:not([type=file]), textarea, summary)')]
      .filter((element) => element.getClientRects().length > 0)
      .filter(
        (element) => !element.matches('.link, .segmented input, .sheet__handle') && !element.closest('.league__scroll'),
      )
      .filter((element) => element.getBoundingClientRect().height < 43.5)
      .map((element) => `${element.tagName} ${element.className}`),
  );
