import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change, Item, Outcome } from '../../client/issues/outbox/change.ts';
import { Outbox } from '../../client/issues/outbox/outbox.ts';
import { outcomeOf } from '../../client/issues/outbox/send.ts';
import type { Store } from '../../client/issues/outbox/store.ts';
import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';

const title = { titleZh: '立案', titleEn: 'File' };
const move = (code: string): Change => ({
  kind: 'MOVE',
  title,
  move: { code, action: 'FILE', expectedVersion: 1, input: null },
});
const report: Change = { kind: 'REPORT', title, input: { category: '0101', channel: 'PATROL', text: '灯不亮' } };
const image = (of: string): Change => ({ kind: 'IMAGE', code: null, report: of, bytes: new Blob(['x']) });
const sent: Outcome = { kind: 'SENT', code: 'R', version: 2 };
const lost: Outcome = { kind: 'WAITING', why: 'OFFLINE' };
const refused: Outcome = {
  kind: 'REFUSED',
  refusal: { code: 'CONFLICT', message: '', argument: null, state: 'FILED', version: 2 },
};

function storeOf(kept = new Map<string, Item>()): Store {
  return {
    all: async () => [...kept.values()].sort((one, other) => one.at - other.at),
    put: async (item) => void kept.set(item.key, item),
    drop: async (key) => void kept.delete(key),
  };
}

/** A server that does each key once, whatever becomes of its answers. */
function serverOf(outcomes: Outcome[]) {
  const done: string[] = [];
  const tries: Item[] = [];
  const send = async (item: Item): Promise<Outcome> => {
    tries.push(item);
    const outcome = outcomes.shift() ?? sent;
    if (outcome.kind === 'REFUSED') return outcome;
    // A lost answer may be that of a change which was done.
    if (!done.includes(item.key)) done.push(item.key);
    return outcome;
  };
  return { send, done, tries };
}

describe('what is done without a connection', () => {
  it('is sent in order and once, through lost answers and reloads', async () => {
    const steps = fc.array(fc.constantFrom('add', 'reload', 'flush'), { minLength: 1, maxLength: 20 });
    const answers = fc.array(fc.constantFrom(sent, lost), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(steps, answers, async (actions, outcomes) => {
        const kept = new Map<string, Item>();
        const server = serverOf([...outcomes]);
        const keys: string[] = [];
        const page = async (): Promise<Outbox> => {
          const made = new Outbox({ store: storeOf(kept), send: server.send });
          await made.begin('POST');
          return made;
        };
        let outbox = await page();
        for (const action of actions) {
          if (action === 'reload') outbox = await page();
          else if (action === 'flush') await outbox.flush();
          else {
            keys.push(`key ${keys.length}`);
            await outbox.add(move(`C${keys.length}`), keys.at(-1));
          }
        }
        for (let i = 0; i < 40 && kept.size > 0; i++) await outbox.flush();
        expect(server.done).toEqual(keys);
        expect(kept.size).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('stays with its reason when it is refused, and does not hold up the rest', async () => {
    const kept = new Map<string, Item>();
    const server = serverOf([refused]);
    const outbox = new Outbox({ store: storeOf(kept), send: server.send });
    await outbox.begin('POST');
    expect(await outbox.add(move('A'), 'a')).toEqual(refused);
    expect(await outbox.add(move('B'), 'b')).toEqual(sent);
    expect(outbox.current().items).toMatchObject([{ key: 'a', refusal: { code: 'CONFLICT' } }]);
    await outbox.retry('a');
    expect(outbox.current().items).toEqual([]);
    expect(server.tries.map(({ key }) => key)).toEqual(['a', 'b', 'a']);
  });

  it('is sent by the post that did it and by no other', async () => {
    const kept = new Map<string, Item>();
    const server = serverOf([lost, lost]);
    const outbox = new Outbox({ store: storeOf(kept), send: server.send });
    await outbox.begin('FIRST');
    await outbox.add(move('A'), 'a');
    const tried = server.tries.length;
    await outbox.begin('SECOND');
    await outbox.begin(null);
    expect(server.tries).toHaveLength(tried);
    await outbox.begin('FIRST');
    await outbox.flush();
    expect(kept.size).toBe(0);
  });

  it('pictures follow their report, to the case it became, and go with it when it is dropped', async () => {
    const kept = new Map<string, Item>();
    const server = serverOf([lost]);
    const outbox = new Outbox({ store: storeOf(kept), send: server.send });
    await outbox.begin('POST');
    await outbox.add(report, 'r');
    void outbox.add(image('r'), 'i');
    await outbox.flush();
    await expect.poll(() => kept.size).toBe(0);
    expect(server.tries.at(-1)?.change).toMatchObject({ kind: 'IMAGE', code: 'R' });

    const away = new Outbox({ store: storeOf(kept), send: async () => lost });
    await away.begin('POST');
    await away.add(report, 'r2');
    await away.add(image('r2'), 'i2');
    await away.drop('r2');
    expect(kept.size).toBe(0);
  });

  it('waits for the post to sign in again', async () => {
    let asked = 0;
    const outbox = new Outbox({
      store: storeOf(),
      send: async () => ({ kind: 'WAITING', why: 'UNAUTHENTICATED' }),
      onNotSignedIn: () => asked++,
      later: () => expect.unreachable('asking again does not help'),
    });
    await outbox.begin('POST');
    expect(await outbox.add(move('A'))).toMatchObject({ kind: 'WAITING' });
    expect(asked).toBeGreaterThan(0);
  });

  it('is kept under its post when another has signed in, and goes when that post is there again', async () => {
    const kept = new Map<string, Item>();
    const server = serverOf([{ kind: 'WAITING', why: 'POST_CHANGED' }]);
    const asked: string[] = [];
    const outbox = new Outbox({
      store: storeOf(kept),
      send: server.send,
      onNotSignedIn: (why) => asked.push(why),
      later: () => expect.unreachable('asking again does not help'),
    });
    await outbox.begin('FIRST');
    expect(await outbox.add(move('A'), 'a')).toEqual({ kind: 'WAITING', why: 'POST_CHANGED' });
    await outbox.flush();
    await outbox.begin('FIRST', false);
    expect([server.tries.length, kept.get('a')?.post, asked]).toEqual([1, 'FIRST', ['POST_CHANGED']]);
    await outbox.begin('FIRST', true);
    expect(kept.size).toBe(0);
  });

  it('keeps its key when nobody knows whether it was done, and holds up only what is about the same', async () => {
    const kept = new Map<string, Item>();
    const server = serverOf([{ kind: 'WAITING', why: 'UNKNOWN' }]);
    const again: (() => void)[] = [];
    const outbox = new Outbox({ store: storeOf(kept), send: server.send, later: (_, flush) => again.push(flush) });
    await outbox.begin('POST', false);
    for (const [code, key] of ['A1', 'A2', 'B3'].map((name) => [name.charAt(0), name])) {
      await expect.poll(() => (void outbox.add(move(code ?? ''), key), true)).toBe(true);
    }
    await expect.poll(() => kept.size).toBe(3);
    await outbox.begin('POST');
    expect(server.tries.map(({ key }) => key)).toEqual(['A1', 'B3']);
    again.at(-1)?.();
    await expect.poll(() => kept.size).toBe(0);
    expect(server.tries.map(({ key }) => key)).toEqual(['A1', 'B3', 'A1', 'A2']);
  });

  it('is back in the form when it is refused, and nowhere else', async () => {
    const kept = new Map<string, Item>();
    const outbox = new Outbox({ store: storeOf(kept), send: serverOf([refused]).send });
    await outbox.begin('POST');
    expect(await outbox.attempt(report)).toEqual(refused);
    expect(kept.size).toBe(0);
  });
});

describe('what became of a change whose sending ended with an error', () => {
  const graph = (extensions: Record<string, unknown>) =>
    outcomeOf(new CombinedGraphQLErrors({ errors: [{ message: 'No.', extensions }] }));
  const status = (statusCode: number, bodyText: string) =>
    outcomeOf(new ServerError('', { response: new Response(null, { status: statusCode }), bodyText }));

  it('is a refusal only where the server pronounced one, before anything was done', () => {
    expect(graph({ code: 'FORBIDDEN' }).kind).toBe('REFUSED');
    expect(status(409, '{"code":"CONFLICT","message":"No."}').kind).toBe('REFUSED');
    const unknown = { kind: 'WAITING', why: 'UNKNOWN' };
    expect(graph({ code: 'INTERNAL_SERVER_ERROR', errorId: 'x' })).toEqual(unknown);
    expect(graph({})).toEqual(unknown);
    expect(status(500, '')).toEqual(unknown);
    expect(status(403, '<html>A gate in between</html>')).toEqual(unknown);
    expect(status(503, '')).toEqual({ kind: 'WAITING', why: 'OFFLINE' });
    expect(graph({ code: 'UNAVAILABLE' })).toEqual({ kind: 'WAITING', why: 'OFFLINE' });
    expect(graph({ code: 'BUSY' })).toEqual({ kind: 'WAITING', why: 'OFFLINE' });
    expect(outcomeOf(new TypeError('Failed to fetch'))).toEqual({ kind: 'WAITING', why: 'OFFLINE' });
  });

  it('is yes where it was committed, whatever went wrong afterwards', () => {
    const committed = { code: 'IS-1', version: 3 };
    expect(graph({ code: 'INTERNAL_SERVER_ERROR', committed })).toEqual({ kind: 'SENT', ...committed });
    expect(graph({ code: 'NOT_FOUND', committed: { version: 2 } })).toEqual({ kind: 'SENT', code: '', version: 2 });
  });

  it('waits for the post that wanted it where another is signed in', () => {
    const waits = { kind: 'WAITING', why: 'POST_CHANGED' };
    expect(graph({ code: 'POST_CHANGED' })).toEqual(waits);
    expect(status(409, '{"code":"POST_CHANGED","message":"No."}')).toEqual(waits);
  });
});
