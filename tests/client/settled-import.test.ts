import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ImportReport } from '../../client/exchange/import-report.ts';
import { ServerRefusal } from '../../client/exchange/server.ts';
import { settled } from '../../client/exchange/settled.ts';

afterEach(() => vi.unstubAllGlobals());

const step = (error: Error) => () => Promise.reject<ImportReport>(error);
const wait = async () => undefined;
/** The server says in turn how the file stands; null: it does not answer. */
function stands(...states: (string | null)[]) {
  const asked = vi.fn(async () => {
    const state = states.shift();
    if (state == null) throw new TypeError('Failed to fetch');
    return new Response(JSON.stringify({ state }));
  });
  vi.stubGlobal('fetch', asked);
  return asked;
}

describe('the confirmation of a file whose answer is lost', () => {
  it.each(['OFFLINE', 'INTERNAL_SERVER_ERROR', '502', 'NOT_CONFIRMABLE'])(
    'is asked about until that is known, after %s',
    async (code) => {
      const asked = stands(null, null, 'APPLIED');
      const lost = step(new ServerRefusal(code, ''));
      expect((await settled('key', 'APPLIED', lost, wait)).state).toBe('APPLIED');
      expect(asked).toHaveBeenCalledTimes(3);
    },
  );

  it('is a failure when it was not done, and a refusal when the server says so', async () => {
    stands('CHECKED');
    const lost = new ServerRefusal('OFFLINE', '');
    await expect(settled('key', 'APPLIED', step(lost), wait)).rejects.toBe(lost);
    const asked = stands('CHECKED');
    const doubts = new ServerRefusal('DOUBTS_OPEN', '');
    await expect(settled('key', 'APPLIED', step(doubts), wait)).rejects.toBe(doubts);
    expect(asked).not.toHaveBeenCalled();
  });
});
