import { useState } from 'react';
import { ChildrenDocument, type AreaLevel, type ChildrenQuery } from '../api/generated.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useWords, type WordId, type Words } from '../i18n/words.ts';
import { LAYER_OF } from '../state/levels.ts';
import type { Look } from '../state/look.ts';
import { CoverageBar } from '../ui/coverage-bar.tsx';
import { ExportButton } from '../ui/export-button.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { StateMark } from '../ui/state-chip.tsx';
import { PlaceLink } from './breadcrumb.tsx';
import { sortChildren, type SortKey } from './sort-children.ts';
import './children-list.css';

type Child = NonNullable<ChildrenQuery['area']>['children']['edges'][number]['node'];
type ChildCoverage = Child['committee'];

const STEP = 12;
const COLUMNS: Readonly<Record<Exclude<SortKey, 'code'>, WordId>> = {
  name: 'list.byName',
  committee: 'list.byCommittee',
  property: 'list.byProperty',
  issues: 'list.byIssues',
};

/** The members of a place with the map's numbers: the map for those who read lists. */
export function ChildrenList({ look, code }: { readonly look: Look; readonly code: string }) {
  const { t } = useWords();
  const variables = { code, asOf: look.asOf, population: look.view.population };
  const answer = useAnswer(ChildrenDocument, variables, (before) => before.area?.code === code);
  const [sort, setSort] = useState<{ readonly key: SortKey; readonly rising: boolean }>({ key: 'code', rising: true });
  const [shown, setShown] = useState({ code, count: STEP });
  const limit = shown.code === code ? shown.count : STEP;

  if (answer.problem)
    return (
      <Padded>
        <ProblemNotice problem={answer.problem} onRetry={answer.retry} />
      </Padded>
    );
  const connection = answer.data?.area?.children;
  if (!connection) return <Padded>{answer.waiting && <Skeleton lines={8} />}</Padded>;
  const children = sortChildren(
    connection.edges.map(({ node }) => node),
    sort.key,
    sort.rising,
  );
  const level = children[0]?.level;
  if (!level)
    return (
      <Padded>
        <p className="empty">{t('list.empty')}</p>
      </Padded>
    );

  const columns = columnsOf(level);
  const left = connection.totalCount - Math.min(limit, children.length);
  const showMore = () => {
    setShown({ code, count: limit + STEP * 2 });
    if (limit + STEP * 2 > children.length && connection.pageInfo.hasNextPage)
      answer.more({ after: connection.pageInfo.endCursor });
  };
  return (
    <section className="children" data-waiting={answer.waiting}>
      <ExportButton offers={[{ layer: LAYER_OF[level], filters: { within: code }, count: connection.totalCount }]} />
      <table>
        <caption className="children__title">
          {t('list.title', { level: t(`levels.${level}`) })} <span className="gloss">{connection.totalCount}</span>
        </caption>
        <thead>
          <tr>
            {columns.map((key) => (
              <th
                key={key}
                scope="col"
                aria-sort={sort.key === key ? (sort.rising ? 'ascending' : 'descending') : undefined}
              >
                <button
                  type="button"
                  onClick={() =>
                    setSort(sort.key === key ? { key, rising: !sort.rising } : { key, rising: key !== 'issues' })
                  }
                >
                  {t(COLUMNS[key])}
                  <span aria-hidden="true">{sort.key === key ? (sort.rising ? ' ↑' : ' ↓') : ''}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {children.slice(0, limit).map((child) => (
            <ChildRow key={child.code} look={look} child={child} columns={columns} />
          ))}
        </tbody>
      </table>
      {left > 0 && (
        <button type="button" className="button button--quiet children__more" onClick={showMore}>
          {t('list.more', { count: Math.min(left, STEP * 2) })}
        </button>
      )}
    </section>
  );
}

function columnsOf(level: AreaLevel): readonly (keyof typeof COLUMNS)[] {
  if (level === 'BUILDING') return ['name', 'issues'];
  if (level === 'YARD') return ['name', 'property', 'issues'];
  return ['name', 'committee', 'property', 'issues'];
}

function ChildRow({
  look,
  child,
  columns,
}: {
  readonly look: Look;
  readonly child: Child;
  readonly columns: readonly string[];
}) {
  const words = useWords();
  return (
    <tr>
      <th scope="row">
        <PlaceLink look={look} code={child.code} className="children__name">
          {words.nameOf(child)}
        </PlaceLink>
      </th>
      {columns.includes('committee') && (
        <td>
          {'committeeState' in child ? (
            <State state={child.committeeState} words={words} />
          ) : (
            <Rate of={child.committee} title={words.t('coverage.OWNERS_COMMITTEE')} words={words} />
          )}
        </td>
      )}
      {columns.includes('property') && (
        <td>
          {'propertyServiceState' in child ? (
            <State state={child.propertyServiceState} words={words} />
          ) : (
            <Rate of={child.property} title={words.t('coverage.PROPERTY_SERVICE')} words={words} />
          )}
        </td>
      )}
      <td className="children__issues">{words.count(child.issueCounts.open)}</td>
    </tr>
  );
}

function State({ state, words }: { readonly state: 'COVERED' | 'UNCOVERED' | 'UNKNOWN'; readonly words: Words }) {
  return (
    <span className="children__state">
      <StateMark state={state} />
      {words.t(`state.${state}`)}
    </span>
  );
}

function Rate({ of, title, words }: { readonly of: ChildCoverage; readonly title: string; readonly words: Words }) {
  const { covered, uncovered, unknown, denominator } = of;
  return (
    <span className="children__rate">
      <span>{of.rate === null ? words.t('list.noNumber') : words.percent(of.rate)}</span>
      <CoverageBar parts={of} label={words.t('coverage.bar', { title, covered, uncovered, unknown, denominator })} />
    </span>
  );
}

function Padded({ children }: { readonly children: React.ReactNode }) {
  return <section className="children children--padded">{children}</section>;
}
