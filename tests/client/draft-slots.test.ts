import { describe, expect, it } from 'vitest';
import { draftSlots } from '../../client/issues/outbox/draft-slots.ts';

/** Locks of one browser, each held by one of its pages. */
function browserOf() {
  const held = new Map<string, object>();
  const kept = new Set<string>();
  const open = () => {
    const page = {};
    const request = async (name: string, _options: object, work: (lock: object | null) => unknown) => {
      await Promise.resolve();
      if (held.has(name)) return work(null);
      held.set(name, page);
      await work({ name });
      return held.delete(name);
    };
    const slotOf = draftSlots(async () => [...kept], { request } as never);
    return { slotOf, close: () => [...held].forEach(([name, by]) => by === page && held.delete(name)) };
  };
  return { open, kept };
}

describe('what is typed on two pages for the same', () => {
  it('has a place on each, the same one as long as the page is there', async () => {
    const { open } = browserOf();
    const [one, other] = [open(), open()];
    const [first, second] = await Promise.all([one.slotOf('report A'), other.slotOf('report A')]);
    expect(first).not.toBe(second);
    expect(await one.slotOf('report A')).toBe(first);
    expect([first, second]).not.toContain(await one.slotOf('report B'));
  });

  it('is found again by a page that is opened later, when the one it was typed on has gone', async () => {
    const { open, kept } = browserOf();
    const [one, other] = [open(), open()];
    await one.slotOf('report A');
    kept.add(await other.slotOf('report A'));
    one.close();
    other.close();
    expect(kept).toContain(await open().slotOf('report A'));
    expect(kept).not.toContain(await open().slotOf('report A'));
  });
});
