import { useState } from 'react';
import type { Look } from '../state/look.ts';
import { ChangeList } from './change-list.tsx';
import { ConfirmBar } from './confirm-bar.tsx';
import { CrsChoices } from './crs-choices.tsx';
import { FindingGroups } from './finding-groups.tsx';
import { UndoButton } from './import-history.tsx';
import { ImportForm } from './import-form.tsx';
import { ListMatching } from './list-matching.tsx';
import { writes, type ImportReport, type ImportsAnswer } from './import-report.ts';
import type { Pin } from './map-pin.tsx';
import { MappingTable } from './mapping-table.tsx';
import { RefusalNotice } from './refusal-notice.tsx';
import { ReportFacts } from './report-facts.tsx';
import { StateTag } from './state-tag.tsx';
import { TableChoices } from './table-choices.tsx';
import type { Importing } from './use-import.ts';
import { WordTable } from './word-table.tsx';
import { useExchangeWords } from './words.ts';

/** Shows a place on the map; null where there is no map. */
export type ShowPlace = ((pin: Pin) => void) | null;

interface ReportViewProps {
  readonly look: Look;
  readonly area: { readonly code: string; readonly name: string } | null;
  readonly answer: ImportsAnswer;
  readonly importing: Importing;
  readonly report: ImportReport;
  readonly show: ShowPlace;
}

/** What a file is, what it would do or has done, and what there is to say about it. */
export function ReportView({ look, area, answer, importing, report, show }: ReportViewProps) {
  const { e } = useExchangeWords();
  const [accepted, setAccepted] = useState<readonly string[]>([]);
  const layer = answer.layers.find(({ key }) => key === report.layer);
  const { refusal, state } = report;
  return (
    <div className="report" data-state={state} aria-busy={importing.work !== null}>
      <div className="import__part">
        <p className="report__name">
          <strong>{report.file.name}</strong>
          <StateTag state={state} />
        </p>
        {refusal && (
          <RefusalNotice reason={refusal.reason} message={refusal.message} messageZh={refusal.messageZh ?? null}>
            {importing.file && <CrsChoices look={look} report={report} importing={importing} />}
            {importing.file && <TableChoices report={report} importing={importing} />}
          </RefusalNotice>
        )}
        {(state === 'APPLIED' || state === 'UNDONE') && <Outcome report={report} importing={importing} />}
        {state !== 'REFUSED' && <Numbers report={report} />}
        {state === 'CHECKED' && writes(report) === 0 && (
          <p className="report__nothing">{e(report.unchanged > 0 ? 'report.nothing' : 'report.nothingUsable')}</p>
        )}
        <ReportFacts report={report} layer={layer} />
        {importing.file && (
          <details className="part">
            <summary>{e('form.again')}</summary>
            <ImportForm look={look} area={area} layers={answer.layers} importing={importing} again />
          </details>
        )}
      </div>
      {importing.file && refusal?.reason === 'CODE_UNMAPPED' && <ListMatching {...{ look, area, report, importing }} />}
      {layer && state === 'CHECKED' && <WordTable {...{ layer, report, importing }} />}
      <FindingGroups {...{ report, show, accepted }} onAccept={setAccepted} />
      {state === 'CHECKED' && writes(report) > 0 && layer && <ChangeList {...{ report, layer, show }} />}
      {layer && report.mapping && (
        <div className="import__part">
          <details className="part" open={refusal?.reason === 'CODE_UNMAPPED' || refusal?.reason === 'MAPPING_WRONG'}>
            <summary>{e('mapping.title')}</summary>
            <MappingTable layer={layer} report={report} importing={importing} />
          </details>
        </div>
      )}
      <ConfirmBar {...{ report, importing, accepted }} />
    </div>
  );
}

function Numbers({ report }: { readonly report: ImportReport }) {
  const { e, count } = useExchangeWords();
  const all = [
    ['added', report.added],
    ['changed', report.changed],
    ['ended', report.ended],
    ['unchanged', report.unchanged],
    ['refused', report.refusedCount],
  ] as const;
  return (
    <dl className="numbers">
      {all.map(([name, value]) => (
        <div key={name} data-kind={name} data-none={value === 0}>
          <dt>{e(`report.${name}`)}</dt>
          <dd>{count(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What was written, and the way back. */
function Outcome({ report, importing }: { readonly report: ImportReport; readonly importing: Importing }) {
  const { e, t } = useExchangeWords();
  return (
    <div className="outcome" role="status" data-state={report.state}>
      <p>
        <strong>{e(report.state === 'APPLIED' ? 'confirm.done' : 'confirm.undone')}</strong>
      </p>
      {importing.stale && (
        <p>
          {e('confirm.refresh')}{' '}
          <button type="button" className="button button--quiet" onClick={() => window.location.reload()}>
            {t('map.reload')}
          </button>
        </p>
      )}
      <div className="import__actions">
        <button type="button" className="button" onClick={importing.leave}>
          {e('import.again')}
        </button>
        {report.state === 'APPLIED' && <UndoButton runKey={report.key} importing={importing} />}
      </div>
    </div>
  );
}
