import { useEffect, useState } from 'react';
import {
  CodeBooksDocument,
  StatesOfCasesDocument,
  WorkingListCountsDocument,
  WorkingListDocument,
} from '../api/generated-late.ts';
import { useFresh } from '../api/use-fresh.ts';
import type { Desk, DeskList } from '../state/desk.ts';
import { DESK_LISTS } from '../state/desk.ts';
import type { Look } from '../state/look.ts';
import { selectPlace } from '../state/selection.ts';
import { changeView } from '../state/view-store.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { CaseRow } from './case-row.tsx';
import { rememberList } from './last-list.ts';
import { useIssueWords } from './words.ts';
import './desk.css';

type ListDesk = Extract<Desk, { kind: 'list' }>;

const GRAPH_LIST = { mine: 'MINE', due: 'DUE_SOON', overdue: 'OVERDUE', check: 'TO_CHECK', all: 'ALL' } as const;
const COUNT_OF = { mine: 'mine', due: 'dueSoon', overdue: 'overdue', check: 'toCheck', all: 'all' } as const;
const PAGE = 20;

interface WorkingListProps {
  readonly look: Look;
  readonly desk: ListDesk;
  /** The name of the chosen area, where one is chosen. */
  readonly areaName: string | null;
}

/** What waits for the post: five lists with their counts, narrowed by area, category and state, and sorted by what is due. */
export function WorkingList({ look, desk, areaName }: WorkingListProps) {
  const { w, count } = useIssueWords();
  const { place } = look.view;
  const within = place?.kind === 'area' ? place.code : look.district.code;
  const counts = useFresh(WorkingListCountsDocument, { within }, () => true).data?.workingListCounts;
  const choose = (list: DeskList) => changeView({ desk: { ...desk, list } });
  useEffect(() => rememberList(desk), [desk]);
  const key = [desk.list, desk.category, desk.state, within].join();
  return (
    <>
      <div className="lists" role="group" aria-label={w('list.tabs')}>
        {DESK_LISTS.map((list) => (
          <button
            key={list}
            type="button"
            className="lists__tab"
            data-list={list}
            aria-pressed={list === desk.list}
            onClick={() => choose(list)}
          >
            <span>{w(`list.${list}`)}</span>
            <strong className="lists__count">{counts ? count(counts[COUNT_OF[list]]) : '…'}</strong>
          </button>
        ))}
      </div>
      {place?.kind === 'area' && (
        <p className="lists__within">
          {w('list.within', { name: areaName ?? place.code })}
          <button type="button" className="button button--quiet" onClick={() => selectPlace(null)}>
            {w('list.wider')}
          </button>
        </p>
      )}
      <Filters desk={desk} district={look.district.code} />
      <Pages key={key} desk={desk} within={within} />
    </>
  );
}

function Filters({ desk, district }: { readonly desk: ListDesk; readonly district: string }) {
  const { w, pick } = useIssueWords();
  const books = useFresh(CodeBooksDocument, {}, () => true).data;
  const majors = books?.issueCategories.filter(({ parent }) => parent === null) ?? [];
  // A district's cases follow its workflow: any of them knows the states.
  const sample = useFresh(StatesOfCasesDocument, { within: district }, () => true).data;
  const states = sample?.issueCases.edges[0]?.node.workflow.states ?? [];
  const change = (part: Partial<ListDesk>) => changeView({ desk: { ...desk, ...part } });
  return (
    <div className="filters" role="group" aria-label={w('list.filters')}>
      <select
        className="field__input"
        aria-label={w('list.category')}
        value={desk.category ?? ''}
        onChange={(event) => change({ category: event.target.value || null })}
      >
        <option value="">{w('list.anyCategory')}</option>
        {majors.map((category) => (
          <option key={category.code} value={category.code}>
            {pick(category)}
          </option>
        ))}
      </select>
      <select
        className="field__input"
        aria-label={w('list.state')}
        value={desk.state ?? ''}
        onChange={(event) => change({ state: event.target.value || null })}
      >
        <option value="">{w('list.anyState')}</option>
        {states.map((state) => (
          <option key={state.code} value={state.code}>
            {pick(state)}
          </option>
        ))}
      </select>
    </div>
  );
}

interface PagesProps {
  readonly desk: ListDesk;
  readonly within: string;
}

function Pages({ desk, within }: PagesProps) {
  const { w, count } = useIssueWords();
  /** Where the pages up to this one begin. */
  const [begins, setBegins] = useState<readonly (string | null)[]>([null]);
  const { list, category, state } = desk;
  const answer = useFresh(
    WorkingListDocument,
    { list: GRAPH_LIST[list], within, category, state, first: PAGE, after: begins.at(-1) ?? null },
    () => true,
  );
  const page = answer.data?.issueCases;
  const from = (begins.length - 1) * PAGE;
  if (answer.problem && !page) {
    return (
      <div className="desk__part">
        <ProblemNotice problem={answer.problem} onRetry={answer.retry} />
      </div>
    );
  }
  if (!page) {
    return (
      <div className="desk__part">
        <Skeleton lines={10} />
      </div>
    );
  }
  const severalPages = page.totalCount > PAGE;
  const next = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  return (
    <div className="desk__rows" data-waiting={answer.waiting} data-total={page.totalCount}>
      {page.totalCount === 0 && (category ?? state) === null && (
        <p className="empty desk__part">{w(`list.empty.${list}`)}</p>
      )}
      {page.totalCount === 0 && (category ?? state) !== null && (
        <div className="empty desk__part lists__none">
          <p>{w('list.empty.filtered')}</p>
          <button
            type="button"
            className="button button--quiet"
            onClick={() => changeView({ desk: { ...desk, category: null, state: null } })}
          >
            {w('list.unfilter')}
          </button>
        </div>
      )}
      <ul>
        {page.edges.map(({ node }) => (
          <CaseRow key={node.issue.code} row={node} />
        ))}
      </ul>
      {page.totalCount > 0 && (
        <p className="pager">
          {severalPages && (
            <button
              type="button"
              className="button button--quiet"
              disabled={begins.length === 1}
              onClick={() => setBegins(begins.slice(0, -1))}
            >
              {w('list.previous')}
            </button>
          )}
          <span className="pager__where" role="status">
            {w('list.page', {
              from: count(from + 1),
              to: count(from + page.edges.length),
              total: count(page.totalCount),
            })}
          </span>
          {severalPages && (
            <button
              type="button"
              className="button button--quiet"
              disabled={next === null}
              onClick={() => setBegins([...begins, next])}
            >
              {w('list.next')}
            </button>
          )}
        </p>
      )}
      {page.totalCount > 0 && <p className="desk__note">{w('due.note')}</p>}
    </div>
  );
}
