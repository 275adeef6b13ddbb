import { describe, expect, test } from 'vitest';
import { columnsOf } from '../../../server/hard-issues/hard-issue-state.ts';
import type { WorkflowDefinition } from '../../../server/workflow/definition.ts';
import type { WorkflowEvent } from '../../../server/workflow/subject.ts';
import { demoDatabase } from '../../support/test-database.ts';

interface Kept {
  row: Record<string, unknown>;
  definition: WorkflowDefinition;
  events: WorkflowEvent[];
}

const instant = (value: unknown): string | null => (value === null ? null : new Date(value as string).toISOString());

describe('The hard issues of the demo', () => {
  test('are what their events say, and stand in every state there is', async () => {
    const { dataSource } = await demoDatabase();
    const kept = await dataSource.query<Kept[]>(`
      select to_jsonb(h) as row, w.definition, (
        select jsonb_agg(jsonb_build_object('number', e.number, 'at', e.at, 'postId', e.post_id, 'action', e.action,
          'from', e.from_state, 'to', e.to_state, 'reason', e.reason, 'effect', e.effect) order by e.number)
        from hard_issue_event e where e.hard_issue_id = h.id) as events
      from hard_issue h join workflow_definition w on (w.key, w.version) = (h.workflow_key, h.workflow_version)`);
    expect(kept.length).toBeGreaterThanOrEqual(14);
    for (const { row, definition, events } of kept) {
      const columns = columnsOf(definition, events);
      expect({ ...row, ...columns, published_at: null, closed_at: null }).toEqual({
        ...row,
        published_at: null,
        closed_at: null,
      });
      expect(instant(columns.published_at)).toBe(instant(row['published_at']));
      expect(instant(columns.closed_at)).toBe(instant(row['closed_at']));
    }
    const states = new Set(kept.map(({ row }) => row['state']));
    expect([...(kept[0]?.definition.states ?? [])].map(({ code }) => code).filter((code) => !states.has(code))).toEqual(
      [],
    );
  });
});
