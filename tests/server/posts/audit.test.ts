import { describe, expect, test } from 'vitest';
import { AuditService } from '../../../server/kernel/access/audit.service.ts';
import { RequestContext } from '../../../server/kernel/graph/context.ts';
import { ask } from '../../support/ask.ts';
import { aDistrict } from '../../support/factories.ts';
import { viewerOf } from '../../support/post-factories.ts';
import { inTransaction } from '../../support/test-database.ts';

describe('The audit log', () => {
  test('is added to, and never changed, shortened or emptied', () =>
    inTransaction(async ({ manager }) => {
      const viewer = await viewerOf(manager, 'DISTRICT_PLANNER');
      await AuditService.note({ manager, viewer }, 'CASE_SEEN', 'A-CASE');
      for (const statement of [
        `update audit_entry set subject = 'another'`,
        'delete from audit_entry',
        'truncate audit_entry',
        'truncate post cascade; delete from audit_entry',
      ]) {
        const change = manager.transaction((inner) => inner.query(statement));
        await expect(change, statement).rejects.toThrow('Rows of audit_entry are added, never changed or taken away');
      }
      expect(await manager.query('select subject from audit_entry')).toEqual([{ subject: 'A-CASE' }]);
    }));

  test('is seen by administrators of the district, newest line first, and does not exist for others', () =>
    inTransaction(async ({ manager, as }) => {
      const district = await aDistrict(manager);
      const planner = await viewerOf(manager, 'DISTRICT_PLANNER', { of: district });
      await AuditService.note({ manager, viewer: planner }, 'CASE_SEEN', 'FIRST');
      await AuditService.note({ manager, viewer: planner }, 'CASE_MOVED', 'SECOND');
      const administrator = await viewerOf(manager, 'ADMINISTRATOR', { of: district });
      const log = '{ auditEntries { edges { node { subject } } } }';
      expect(await ask(as(administrator), log)).toEqual({
        auditEntries: { edges: [{ node: { subject: 'SECOND' } }, { node: { subject: 'FIRST' } }] },
      });
      const seen = 'select count(*)::int as count from audit_entry';
      for (const viewer of [planner, null, await viewerOf(manager, 'ADMINISTRATOR')])
        expect(await as(viewer).query(seen)).toEqual([{ count: 0 }]);
    }));

  test('holds what a request has seen before its answer leaves, and what cannot be noted fails', () =>
    inTransaction(async ({ manager, as }) => {
      const viewer = await viewerOf(manager, 'DISTRICT_PLANNER');
      await AuditService.note(new RequestContext(as(viewer)), 'CASE_SEEN', 'A-CASE', { part: 'text' });
      expect(await manager.query('select post_code, detail from audit_entry')).toEqual([
        { post_code: viewer.postCode, detail: { part: 'text' } },
      ]);
      await expect(AuditService.note(new RequestContext(as(null)), 'CASE_SEEN', 'A-CASE')).rejects.toThrow('Sign in');
      const tooLong = AuditService.note(new RequestContext(as(viewer)), 'CASE_SEEN', 'x'.repeat(201));
      await expect(tooLong).rejects.toThrow();
    }));
});
