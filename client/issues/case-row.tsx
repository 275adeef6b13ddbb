import type { WorkingListQuery } from '../api/generated-late.ts';
import { currentView, changeView } from '../state/view-store.ts';
import { printAddress } from '../state/address.ts';
import { DueTag } from './due-tag.tsx';
import { useIssueWords } from './words.ts';

type Row = WorkingListQuery['issueCases']['edges'][number]['node'];

/** One case of a list: what, where, how it stands, and what this post can do next. */
export function CaseRow({ row }: { readonly row: Row }) {
  const { w, pick } = useIssueWords();
  const { issue, state, actions, community } = row;
  const desk = { kind: 'case', code: issue.code } as const;
  const place = [issue.area?.name, community?.name].filter((name, i, all) => name && all.indexOf(name) === i);
  return (
    <li>
      <a
        className="case-row"
        data-code={issue.code}
        href={printAddress({ ...currentView(), desk })}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
          event.preventDefault();
          changeView({ desk });
        }}
      >
        <span className="case-row__head">
          <span className="case-row__title">{pick(issue.category)}</span>
          <DueTag {...row} />
        </span>
        <span className="case-row__fine">
          <span className="tag case-state" data-kind={state.kind}>
            {pick(state)}
          </span>
          {place.join(' · ')}
        </span>
        <span className="case-row__fine">
          <span className="case-row__code">{issue.code}</span>
          <span>
            {actions.length > 0
              ? w('list.step', { names: actions.slice(0, 3).map(pick).join(' / ') })
              : w('list.noStep')}
          </span>
        </span>
      </a>
    </li>
  );
}
