import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { childEnvironment, type Env } from '../../../../server/env.ts';
import { compareCases } from '../../../../server/issues/cases/rebuild.service.ts';
import { newApiKey } from '../../../../server/kernel/access/api-keys.ts';
import { createDatabase } from '../../../../server/kernel/database/database.ts';
import { aCaseTown, MIDDLE, MOVE, REPORT } from '../../../support/case-factories.ts';
import { ownSettings } from '../../../support/test-database.ts';
import type { EntityManager } from 'typeorm';

interface Change {
  readonly key: string;
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

interface Started {
  readonly child: ChildProcess;
  readonly address: string;
  readonly exit: Promise<unknown>;
}

const AT_ONCE = 100;
const ROUNDS = 3;
const COME_AGAIN = ['BUSY', 'LIMIT_EXCEEDED'];

describe('A server that is killed in the middle of a hundred changes', () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  async function start({ databaseUrl, dataDir }: Env): Promise<Started> {
    const env = childEnvironment({
      HOST: '127.0.0.1',
      PORT: '0',
      DATABASE_URL: databaseUrl ?? '',
      DATA_DIR: dataDir,
      npm_lifecycle_event: null,
    });
    const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts', '--without-client'], { env });
    children.push(child);
    const exit = once(child, 'exit');
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    for (;;) {
      const address = /is at (http:\S+) /.exec(text)?.[1];
      if (address) return { child, address, exit };
      if (child.exitCode !== null) throw new Error(`It ended:\n${text}`);
      await Promise.race([once(child.stdout, 'data'), exit]);
    }
  }

  /** The database, while no server has it open. */
  async function within<T>(settings: Env, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const database = await createDatabase(settings);
    try {
      return await database.dataSource.transaction(work);
    } finally {
      await database.close();
    }
  }

  test('has kept every change it acknowledged, once, and no half of another', async () => {
    const settings = await ownSettings('empty');
    const { secret, prefix, secretHash } = newApiKey();
    await within(settings, async (manager) => {
      const made = await aCaseTown(manager);
      await manager.query(
        `insert into api_key (prefix, secret_hash, title, post_id, scopes, requests_per_minute, created_by, expires_at)
         values ($1, $2, 'Test', $3, '{READ_ISSUES,CHANGE_ISSUES}', 100000, $3, now() + interval '1 day')`,
        [prefix, secretHash, made.planner.postId],
      );
    });

    const send = async (
      address: string,
      { key, query, variables }: Change,
    ): Promise<{ code: string; version: number }> => {
      const response = await fetch(`${address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
        body: JSON.stringify({ query, variables: { ...variables, key } }),
      });
      const { data, errors } = (await response.json()) as {
        data: Record<string, { version: number; issue: { code: string } }> | null;
        errors?: { message: string; extensions: { code: string } }[];
      };
      // On a slow machine a hundred at once wait long for their turn: whoever is told so comes again, under the same key.
      if (errors?.some(({ extensions }) => COME_AGAIN.includes(extensions.code))) {
        await sleep(200);
        return send(address, { key, query, variables });
      }
      const answer = Object.values(data ?? {})[0];
      if (!answer) throw new Error(errors?.[0]?.message ?? 'no answer');
      return { code: answer.issue.code, version: answer.version };
    };

    const acknowledged = new Map<string, { code: string; version: number }>();
    const asked = new Map<string, Change>();
    let toFile: string[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const { child, address, exit } = await start(settings);
      const changes = Array.from({ length: AT_ONCE }, (_, i): Change => {
        const key = `killed-${round}-${i}`;
        const code = i % 2 === 0 ? undefined : toFile.pop();
        if (code) return { key, query: MOVE, variables: { code, action: 'FILE_AT_ONCE', version: 1 } };
        return {
          key,
          query: REPORT,
          variables: { input: { ...MIDDLE, category: '9101', channel: 'PATROL', text: '井盖松动' } },
        };
      });
      for (const change of changes) asked.set(change.key, change);
      const last = round === ROUNDS;
      let answers = 0;
      const again = [...asked.values()].filter(({ key }) => !acknowledged.has(key));
      const sendOne = async (change: Change): Promise<void> => {
        const answer = await send(address, change).catch((error: Error) => {
          if (last) throw error;
          return null;
        });
        if (!answer) return;
        acknowledged.set(change.key, answer);
        if ((answers += 1) === 5 + 12 * round && !last) child.kill('SIGKILL');
      };
      // One caller may have so many waiting and no more.
      for (let i = 0; i < again.length; i += AT_ONCE) await Promise.all(again.slice(i, i + AT_ONCE).map(sendOne));
      if (last) {
        const replayed = await Promise.all([...asked.values()].slice(0, 40).map((change) => send(address, change)));
        expect(replayed.map(({ code }) => code)).toEqual(
          [...asked.keys()].slice(0, 40).map((key) => acknowledged.get(key)?.code),
        );
        child.kill('SIGKILL');
      }
      await exit;
      if (!last) expect(acknowledged.size, 'killed before all was done').toBeLessThan(asked.size);

      await within(settings, async (manager) => {
        const receipts = await manager.query<{ key: string; code: string }[]>(
          `select r.key, i.code from mutation_receipt r join issue i on i.id = (r.result ->> 'issueId')::integer
           join issue_event e on e.issue_id = i.id
             and e.number = coalesce((r.result ->> 'version')::integer, 1) order by r.key`,
        );
        const kept = new Map(receipts.map(({ key, code }) => [key, code]));
        expect(kept.size, 'a receipt for each key').toBe(receipts.length);
        for (const [key, { code }] of acknowledged) expect(kept.get(key), key).toBe(code);
        const [counts] = await manager.query<Record<string, number>[]>(
          `select (select count(*)::int from mutation_receipt) as receipts, (select count(*)::int from issue_event) as events,
             (select count(*)::int from audit_entry where action = 'CASE_MOVED') as noted, (select count(*)::int from issue) as issues,
             (select count(*)::int from issue_case) as cases, (select count(*)::int from issue_report) as reports`,
        );
        expect(counts?.['receipts']).toBe(receipts.length);
        expect(counts?.['events'], 'an event for each receipt').toBe(receipts.length);
        expect(counts?.['noted']).toBe(receipts.length);
        expect([counts?.['cases'], counts?.['reports']]).toEqual([counts?.['issues'], counts?.['issues']]);
        expect(await compareCases(manager)).toEqual([]);
        const open = await manager.query<{ code: string }[]>(
          `select i.code from issue_case c join issue i on i.id = c.issue_id where c.state = 'REPORTED' order by i.code`,
        );
        // A move that was asked for and not acknowledged is asked for again, under its own key and no other.
        const planned = new Set([...asked.values()].map(({ variables }) => variables['code']));
        toFile = open.map(({ code }) => code).filter((code) => !planned.has(code));
      });
    }
    expect(acknowledged.size).toBe(asked.size);
  }, 240_000);
});
