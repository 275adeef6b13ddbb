import { graphql } from 'graphql';
import { describe, expect, test } from 'vitest';
import { API_KEY_SCOPES } from '../../../server/kernel/access/authorized.ts';
import { PostKind, type Viewer } from '../../../server/kernel/access/viewer.ts';
import { RequestContext } from '../../../server/kernel/graph/context.ts';
import type { ReadSession } from '../../../server/kernel/database/read-session.ts';
import { graphSchema } from '../../support/ask.ts';
import { aDistrict } from '../../support/factories.ts';
import { viewerOf } from '../../support/post-factories.ts';
import { inTransaction } from '../../support/test-database.ts';
import { probeOf, protectedFields, publicFields, rootFields, type RootField } from './schema-walk.ts';

const KINDS = Object.values(PostKind);

/** Whether the field lets a viewer in: what it then says of the arguments is its own affair. */
async function letsIn(root: RootField, session: ReadSession): Promise<boolean> {
  const { errors = [] } = await graphql({
    schema: graphSchema(),
    source: probeOf(root),
    contextValue: new RequestContext(session),
  });
  for (const { extensions, message } of errors) {
    if (extensions['code'] === 'GRAPHQL_VALIDATION_FAILED' || message.startsWith('Syntax')) throw new Error(message);
    if (extensions['code'] === 'UNAUTHENTICATED') return false;
    if (extensions['code'] === 'FORBIDDEN' && /is for posts of kind|needs an API key/.test(message)) return false;
  }
  return true;
}

const NEW_FIELD = (file: string): string =>
  `Who may ask has changed. Look at every line that differs: a field that is not for everyone has @Authorized<PostKind>(…) ` +
  `next to it. When the list is right, write it anew: npx vitest run --project server tests/server/posts/who-may-ask.test.ts -u (${file})`;

describe('Who may ask', () => {
  test('what everyone may is a list that somebody has looked at', async () => {
    const lines = `${publicFields(graphSchema()).join('\n')}\n`;
    await expect(lines, NEW_FIELD('public-fields.txt')).toMatchFileSnapshot('./public-fields.txt');
  });

  test('what only some kinds of post may is a list that somebody has looked at', async () => {
    const lines = [...protectedFields(graphSchema())].map(
      ([field, kinds]) => `${field}: ${kinds.join(' ') || 'any post'}\n`,
    );
    await expect(lines.sort().join(''), NEW_FIELD('protected-fields.txt')).toMatchFileSnapshot(
      './protected-fields.txt',
    );
  });

  test('is asked at every field of the roots, of nobody and of every kind of post', () =>
    inTransaction(async ({ manager, as }) => {
      const district = await aDistrict(manager);
      const viewers: [string, Viewer | null][] = [['NOBODY', null]];
      for (const kind of KINDS)
        viewers.push([
          kind,
          await viewerOf(manager, kind, kind.startsWith('D') || kind === 'ADMINISTRATOR' ? { of: district } : {}),
        ]);
      const lines: string[] = [];
      for (const root of rootFields(graphSchema())) {
        if (root.operation === 'subscription') continue; // they are for everyone, as the list says: see server/live
        const allowed: string[] = [];
        for (const [name, viewer] of viewers) if (await tried(() => letsIn(root, as(viewer)))) allowed.push(name);
        lines.push(
          `${root.operation} ${root.field.name}: ${allowed.length === viewers.length ? 'everyone' : allowed.join(' ')}\n`,
        );
      }
      await expect(lines.sort().join(''), NEW_FIELD('who-may-ask.txt')).toMatchFileSnapshot('./who-may-ask.txt');

      /** Whatever a probe does to the transaction is undone. */
      async function tried(probe: () => Promise<boolean>): Promise<boolean> {
        await manager.query('savepoint probe');
        return probe().finally(() => manager.query('rollback to savepoint probe'));
      }
    }));

  test('holds for API keys within their scopes: reading takes READ_ISSUES, changing CHANGE_ISSUES', () =>
    inTransaction(async ({ manager, as }) => {
      const guarded = protectedFields(graphSchema());
      const district = await aDistrict(manager);
      for (const root of rootFields(graphSchema())) {
        const kinds = guarded.get(`${root.operation === 'query' ? 'Query' : 'Mutation'}.${root.field.name}`);
        if (!kinds || root.operation === 'subscription') continue;
        const kind = (kinds[0] ?? 'DASHBOARD') as PostKind;
        const post = await viewerOf(manager, kind, { of: district });
        for (const scope of API_KEY_SCOPES) {
          const viewer: Viewer = { ...post, via: 'API_KEY', scopes: [scope] };
          const needed =
            root.operation === 'mutation'
              ? 'CHANGE_ISSUES'
              : root.field.extensions['figure']
                ? 'READ_FIGURES'
                : 'READ_ISSUES';
          await manager.query('savepoint probe');
          expect({ field: root.field.name, scope, letIn: await letsIn(root, as(viewer)) }).toEqual({
            field: root.field.name,
            scope,
            letIn: scope === needed,
          });
          await manager.query('rollback to savepoint probe');
        }
      }
    }));
});
