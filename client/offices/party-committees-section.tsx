import { PartyCommitteesDocument } from '../api/generated.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useWords } from '../i18n/words.ts';
import type { Look } from '../state/look.ts';
import { selectPlace } from '../state/selection.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { RowButton } from '../ui/row-button.tsx';
import { Section } from '../ui/section.tsx';
import { ShowMore, useShown } from '../ui/show-more.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

const FIRST = 4;

/** The building Party committees that sit within a place. */
export function PartyCommitteesSection({ look, code }: { readonly look: Look; readonly code: string }) {
  const { t, count } = useWords();
  const variables = { within: code, asOf: look.asOf };
  const answer = useAnswer(PartyCommitteesDocument, variables);
  const shown = useShown(code, FIRST);
  const connection = answer.data?.buildingPartyCommittees;
  return (
    <Section
      title="party.title"
      aside={connection && <strong>{count(connection.totalCount)}</strong>}
      exports={
        connection && [{ layer: 'building-party-committees', filters: { within: code }, count: connection.totalCount }]
      }
    >
      {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.retry} />}
      {!connection && answer.waiting && <Skeleton lines={4} />}
      {connection?.totalCount === 0 && <p className="empty">{t('party.none')}</p>}
      <ul>
        {connection?.edges.slice(0, shown.count).map(({ node }) => (
          <li key={node.id}>
            <RowButton
              title={node.name}
              fine={`${t(`party.kind.${node.kind}`)} · ${t('party.towersCount', { count: node.officeBuildings.length })} · ${t('party.established', { date: node.establishedOn })}`}
              onClick={() => selectPlace({ kind: 'partyCommittee', id: node.id })}
            />
          </li>
        ))}
      </ul>
      {connection && (
        <ShowMore
          shown={shown}
          loaded={connection.edges.length}
          page={connection.pageInfo}
          total={connection.totalCount}
          onMore={answer.more}
        />
      )}
    </Section>
  );
}
