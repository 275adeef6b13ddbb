import { EVALUATION_DESK, FIRST_DESK, type Desk } from '../state/desk.ts';
import { isOfficial, type ViewerPost } from '../state/viewer.ts';
import { changeView } from '../state/view-store.ts';
import { lastList } from './last-list.ts';
import { useOutbox } from './outbox/use-outbox.ts';
import { useIssueWords } from './words.ts';
import type { IssueWordId } from './zh.ts';

interface Page {
  readonly id: IssueWordId;
  readonly desk: Desk;
  readonly kinds: readonly Desk['kind'][];
}

const CASES: Page = { id: 'desk.lists', desk: FIRST_DESK, kinds: ['list', 'case', 'sheet'] };
const REPORT: Page = { id: 'desk.report', desk: { kind: 'report' }, kinds: ['report'] };
const HARD: Page = { id: 'desk.hard', desk: { kind: 'hardIssues', code: null }, kinds: ['hardIssues'] };
const EVALUATION: Page = { id: 'desk.evaluation', desk: EVALUATION_DESK, kinds: ['evaluation'] };
const OUTBOX: Page = { id: 'desk.outbox', desk: { kind: 'outbox' }, kinds: ['outbox'] };

/** The pages of the desk that the post has a use for. */
export function DeskNav({ desk, post }: { readonly desk: Desk; readonly post: ViewerPost }) {
  const { w } = useIssueWords();
  const { items } = useOutbox();
  const works = isOfficial(post);
  const pages = [
    ...(works || post.kind === 'DASHBOARD' ? [CASES] : []),
    ...(works ? [REPORT, HARD] : []),
    ...(post.kind === 'ADMINISTRATOR' ? [] : [EVALUATION]),
    ...(items.length > 0 || desk.kind === 'outbox' ? [OUTBOX] : []),
  ];
  return (
    <nav className="desk-nav" aria-label={w('desk.pages')}>
      {pages.map((page) => (
        <button
          key={page.id}
          type="button"
          className="desk-nav__page"
          data-page={page.desk.kind}
          aria-current={page.kinds.includes(desk.kind) ? 'page' : undefined}
          onClick={() => changeView({ desk: page === CASES && desk.kind !== 'list' ? lastList() : page.desk })}
        >
          {page === OUTBOX && items.length > 0 ? w('outbox.count', { count: items.length }) : w(page.id)}
        </button>
      ))}
    </nav>
  );
}
