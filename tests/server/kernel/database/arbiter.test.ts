import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Arbiter } from '../../../../server/kernel/database/embedded/arbiter.ts';
import { firstMessage, message, simpleQuery, sync } from '../../../../server/kernel/database/embedded/protocol.ts';
import { FakeBackend } from './fake-backend.ts';
import { FakeClient, startup } from './fake-client.ts';

function setUp(waitMs = 5000): { backend: FakeBackend; arbiter: Arbiter; client: () => Promise<FakeClient> } {
  const backend = new FakeBackend();
  const arbiter = new Arbiter(backend, { waitMs, parameters: { server_version: '18.3' } });
  const client = async (): Promise<FakeClient> => {
    const made = new FakeClient(arbiter);
    await made.start();
    return made;
  };
  return { backend, arbiter, client };
}

describe('A connection to the embedded database', () => {
  test('declines encryption and lets the client in without the backend', async () => {
    const { arbiter, backend } = setUp();
    const client = new FakeClient(arbiter);
    client.session.receive(startup(firstMessage.ssl));
    client.session.receive(startup(firstMessage.gss));
    expect(client.early).toBe('NN');
    expect(await client.start()).toEqual({ words: [], state: 'I' });
    expect(backend.log).toEqual([]);
  });

  test('takes messages however the bytes are cut', async () => {
    const { client } = setUp();
    const one = await client();
    const bytes = Buffer.concat([simpleQuery('say one'), simpleQuery('say two')]);
    const answers = [one.send(bytes.subarray(0, 3)), one.send(bytes.subarray(3, 20))];
    one.session.receive(bytes.subarray(20));
    expect((await Promise.all(answers)).map(({ words }) => words)).toEqual([['one'], ['two']]);
  });

  test('ends with Terminate, and with a cancel request', async () => {
    const { arbiter, client } = setUp();
    const one = await client();
    one.session.receive(message('X', Buffer.alloc(0)));
    expect(one.ended).toBe(true);
    const other = new FakeClient(arbiter);
    other.session.receive(startup(firstMessage.cancel, '12345678'));
    expect(other.ended).toBe(true);
  });
});

describe('The arbiter', () => {
  test('keeps the backend for a session to the end of its transaction', async () => {
    const { backend, client } = setUp();
    const [a, b] = [await client(), await client()];
    await a.ask('begin');
    const other = b.ask('say later');
    await a.ask('say first');
    await a.ask('commit');
    await other;
    expect(backend.log).toEqual(['begin', 'say first', 'commit', 'say later']);
  });

  test('rolls back for a session that died in its transaction, and goes on with the next', async () => {
    const { backend, arbiter, client } = setUp();
    const [a, b] = [await client(), await client()];
    await a.ask('begin');
    await a.ask('add');
    const other = b.ask('add');
    a.session.close();
    expect((await other).words).toEqual(['add']);
    await arbiter.idle();
    expect(backend.committed).toBe(1);
  });

  test('rolls back for a session that died while its statement ran', async () => {
    const { backend, arbiter, client } = setUp();
    const a = await client();
    await a.ask('begin');
    void a.ask('add');
    a.session.close();
    await arbiter.idle();
    await (await client()).ask('say still here');
    expect(backend.committed).toBe(0);
  });

  test('gives up waiting after the limit, says why, and serves the session later', async () => {
    const { client } = setUp(30);
    const [a, b] = [await client(), await client()];
    await a.ask('begin');
    const refused = await b.ask('say now');
    expect(refused.words[0]).toMatch(/^E:The embedded database answers one transaction at a time.*manager/);
    expect(refused.state).toBe('I');
    await a.ask('commit');
    expect((await b.ask('say now')).words).toEqual(['now']);
  });

  test('gives each session its own prepared statements, and closes them at its end', async () => {
    const { backend, arbiter, client } = setUp();
    const [a, b] = [await client(), await client()];
    expect((await a.prepared('mine', 'say of a')).words).toEqual(['of a']);
    expect((await b.prepared('mine', 'say of b')).words).toEqual(['of b']);
    expect((await a.prepared('mine', null)).words).toEqual(['of a']);
    a.session.close();
    b.session.close();
    await arbiter.idle();
    expect([...backend.statements.keys()]).toEqual([]);
  });

  test("never runs another session's unnamed statement", async () => {
    const { client } = setUp();
    const [a, b] = [await client(), await client()];
    expect((await a.prepared('', 'say of a')).words).toEqual(['of a']);
    expect((await b.prepared('', null)).words[0]).toMatch(/^E:no statement/);
    expect((await a.prepared('', null)).words).toEqual(['of a']);
  });

  test('answers a failed question with one ReadyForQuery, however many the backend sends', async () => {
    const { client } = setUp();
    const one = await client();
    for (let round = 0; round < 20; round += 1) {
      expect((await one.prepared('', 'fail')).words).toEqual(['E:failed']);
      expect((await one.prepared('', `say ${round}`)).words).toEqual([String(round)]);
    }
  });

  test('after an error before a Flush ignores everything up to the Sync', async () => {
    const { backend, client } = setUp();
    const one = await client();
    const parse = (sql: string): Buffer => message('P', Buffer.from(`\0${sql}\0\0\0`));
    const bind = message('B', Buffer.from('\0\0\0\0\0\0\0\0'));
    const flush = message('H', Buffer.alloc(0));
    one.session.receive(Buffer.concat([parse('fail'), bind, flush]));
    const answer = await one.send(Buffer.concat([parse('add'), bind, sync()]));
    expect(answer).toEqual({ words: ['E:failed'], state: 'I' });
    expect(backend.committed).toBe(0);
  });

  test('turns COPY FROM STDIN into a statement that fails and says what to do', async () => {
    const { backend, client } = setUp();
    await (await client()).ask('copy area (code) from stdin with (format csv)');
    expect(backend.log[0]).toMatch(/raise exception 'COPY .* use insert/);
  });

  test('acknowledges nothing when the backend falls silent, and asks it no more', async () => {
    const { backend, client } = setUp();
    const [a, b] = [await client(), await client()];
    const { execute } = backend;
    backend.execute = () => Promise.resolve(new Uint8Array());
    expect((await a.ask('commit')).words.join()).toMatch(/^E:.*gave no answer.*,END$/);
    backend.execute = execute;
    expect((await b.ask('say x')).words.at(-1)).toBe('END');
    expect(backend.abandoned?.message).toMatch(/gave no answer/);
    expect(backend.log).toEqual([]);
  });

  test('ends every session with a sentence when the backend is lost', async () => {
    const { backend, client } = setUp();
    const [a, b] = [await client(), await client()];
    backend.execute = () => Promise.reject(new Error('out of memory'));
    expect((await a.ask('say x')).words).toEqual(['E:The embedded database has stopped: out of memory', 'END']);
    expect((await b.ask('say x')).words.at(-1)).toBe('END');
  });
});

describe('Whatever sessions do, in whatever order', () => {
  const statement = fc.oneof(
    { weight: 4, arbitrary: fc.constant('add') },
    { weight: 1, arbitrary: fc.constant('fail') },
    { weight: 2, arbitrary: fc.constant('say') },
  );
  const transaction = fc.record({
    statements: fc.array(statement, { maxLength: 4 }),
    end: fc.constantFrom('commit', 'commit', 'rollback', 'die'),
    prepared: fc.boolean(),
  });
  const script = fc.array(fc.array(transaction, { maxLength: 4 }), { minLength: 1, maxLength: 5 });

  test('each gets its own answers, and exactly what was acknowledged is kept', async () => {
    await fc.assert(
      fc.asyncProperty(script, async (scripts) => {
        const { backend, arbiter, client } = setUp();
        let acknowledged = 0;
        const play = async (transactions: (typeof scripts)[number], who: number): Promise<void> => {
          let me = await client();
          for (const [turn, { statements, end, prepared }] of transactions.entries()) {
            await me.ask('begin');
            for (const [index, word] of statements.entries()) {
              const sql = word === 'say' ? `say ${who}/${index}` : word;
              const { words } = await (prepared ? me.prepared(`${turn}.${index}`, sql) : me.ask(sql));
              const failed = statements.slice(0, index + 1).includes('fail');
              if (!failed) expect(words).toEqual([sql.replace('say ', '')]);
              else expect(words[0]).toMatch(/^E:/);
            }
            if (end === 'die') {
              me.session.close();
              me = await client();
            } else if ((await me.ask(end)).words[0] === 'commit') {
              acknowledged += statements.filter((word) => word === 'add').length;
            }
          }
          me.session.close();
        };
        await Promise.all(scripts.map(play));
        await arbiter.idle();
        expect(backend.committed).toBe(acknowledged);
        expect(backend.statements.size).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
