import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change, Item, Outcome } from '../../client/issues/outbox/change.ts';
import { Outbox } from '../../client/issues/outbox/outbox.ts';
import type { Store } from '../../client/issues/outbox/store.ts';

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
      onUnauthenticated: () => asked++,
      later: () => expect.unreachable('asking again does not help'),
    });
    await outbox.begin('POST');
    expect(await outbox.add(move('A'))).toMatchObject({ kind: 'WAITING' });
    expect(asked).toBeGreaterThan(0);
  });
});
