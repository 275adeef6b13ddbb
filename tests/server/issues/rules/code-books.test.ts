import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { RulesLoadService } from '../../../../server/issues/rules/rules-load.service.ts';
import { loadWorkflow } from '../../../../server/workflow/workflow.service.ts';
import { ask, refusal } from '../../../support/ask.ts';
import { someCategories } from '../../../support/issue-factories.ts';
import { inTransaction } from '../../../support/test-database.ts';

const RULE = {
  ...{ district: null, category: null, situation: null, stage: 'HANDLE', amount: 2, unit: 'WORKDAY' as const },
  ...{ policy: null, nearlyShare: 0.2, nearlyMinutes: 240, validFrom: '2025-01-01' },
};

test('the code books of deadlines are for everyone, and what is not published stays open', () =>
  inTransaction(async ({ manager, session }) => {
    await someCategories(manager);
    await RulesLoadService.loadCodeBooks(manager, {
      categories: [],
      situations: [{ code: 'URGENT', titleZh: '紧急', titleEn: 'Urgent' }],
      policies: [
        { code: '135', titleZh: '“135”机制', titleEn: '“135”', meaning: null },
        { code: 'LOCAL', titleZh: '本区', titleEn: 'Local', meaning: 'As the district says.' },
      ],
      periods: [{ district: null, fromMinute: 510, toMinute: 720 }],
      rules: [
        RULE,
        { ...RULE, category: '91', situation: 'URGENT', amount: 1.5, unit: 'URGENT_HOUR', policy: 'LOCAL' },
        { ...RULE, category: '9201' },
        { ...RULE, amount: 3, validFrom: '2026-01-01' },
      ],
    });
    expect(await ask(session, '{ situations { code titleZh titleEn } deadlinePolicies { code meaning } }')).toEqual({
      situations: [{ code: 'URGENT', titleZh: '紧急', titleEn: 'Urgent' }],
      deadlinePolicies: [
        { code: '135', meaning: null },
        { code: 'LOCAL', meaning: 'As the district says.' },
      ],
    });
    await loadWorkflow(manager, JSON.parse(await readFile('geodata/rules/workflow-xincheng.json', 'utf8')));
    const { workflows } = await ask<{ workflows: { key: string; states: { code: string }[] }[] }>(
      session,
      '{ workflows { key version subject states { code } scoring { code } } }',
    );
    expect(workflows).toMatchObject([{ key: 'xincheng', version: 1, subject: 'ISSUE', scoring: { length: 3 } }]);
    const rules = `query ($category: String, $asOf: Date!) { deadlineRules(category: $category, asOf: $asOf) {
      categoryCode situation { code } stage amount unit policy { code } validFrom } }`;
    expect(await ask(session, rules, { category: '9101', asOf: '2025-12-31' })).toEqual({
      deadlineRules: [
        {
          ...{ categoryCode: null, situation: null, stage: 'HANDLE', amount: 2, unit: 'WORKDAY' },
          ...{ policy: null, validFrom: '2025-01-01' },
        },
        {
          ...{ categoryCode: '91', situation: { code: 'URGENT' }, stage: 'HANDLE', amount: 1.5, unit: 'URGENT_HOUR' },
          ...{ policy: { code: 'LOCAL' }, validFrom: '2025-01-01' },
        },
      ],
    });
    const later = await ask<{ deadlineRules: { amount: number }[] }>(session, rules, { asOf: '2026-01-01' });
    expect(later.deadlineRules.map(({ amount }) => amount)).toEqual([3, 1.5, 2]);
    expect(await refusal(session, rules, { category: '99', asOf: '2026-01-01' })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'category',
    });
  }));
