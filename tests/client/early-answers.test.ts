import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askEarly, fetchOrTake } from '../../client/api/early-answers.ts';

const asked: string[] = [];
let answer: () => Promise<Response> = async () => Response.json({ data: { from: 'line' } });

beforeEach(() => {
  asked.length = 0;
  answer = async () => Response.json({ data: { from: 'line' } });
  vi.stubGlobal('window', {});
  vi.stubGlobal('fetch', (_uri: string, options: RequestInit) => {
    asked.push(String(options.body));
    return answer();
  });
});
afterEach(() => vi.unstubAllGlobals());

const ask = async (operationName: string, variables: object) => {
  const taken = await fetchOrTake('/graphql', { method: 'POST', body: JSON.stringify({ operationName, variables }) });
  return (await taken.json()) as unknown;
};

describe('an early answer', () => {
  it('is taken by whoever asks the same, whatever the order of the variables', async () => {
    expect(await askEarly('Place', 'query Place { x }', { code: '1', asOf: '2025-12-31' })).toEqual({ from: 'line' });
    expect(await ask('Place', { asOf: '2025-12-31', code: '1' })).toEqual({ data: { from: 'line' } });
    expect(asked).toHaveLength(1);
  });

  it('is taken once: who asks again asks the server', async () => {
    await askEarly('Place', 'query Place { x }', { code: '1' });
    await ask('Place', { code: '1' });
    await ask('Place', { code: '1' });
    expect(asked).toHaveLength(2);
  });

  it('is not taken for another question', async () => {
    await askEarly('Place', 'query Place { x }', { code: '1' });
    await ask('Place', { code: '2' });
    await ask('Other', { code: '1' });
    expect(asked).toHaveLength(3);
  });

  it('is not asked for any more when the application asks for itself', async () => {
    await ask('Place', { code: '1' });
    await expect(askEarly('Place', 'query Place { x }', { code: '1' })).rejects.toThrow();
    expect(asked).toHaveLength(1);
  });

  it('that failed is asked for again', async () => {
    answer = () => Promise.reject(new TypeError('no line'));
    await askEarly('Place', 'query Place { x }', { code: '1' }).catch(() => undefined);
    answer = async () => Response.json({ data: { from: 'second' } });
    expect(await ask('Place', { code: '1' })).toEqual({ data: { from: 'second' } });
  });
});
