import { useState } from 'react';
import {
  findingsOf,
  SEVERITIES,
  type FindingCount,
  type ImportReport,
  type ReportedFinding,
  type Severity,
} from './import-report.ts';
import { PlaceButton } from './place-button.tsx';
import { RefusalNotice } from './refusal-notice.tsx';
import type { ShowPlace } from './report-view.tsx';
import { usePages, type Pages } from './use-pages.ts';
import { useExchangeWords } from './words.ts';
import './finding-groups.css';

const FIRST = 8;
const STEP = 40;

interface FindingGroupsProps {
  readonly report: ImportReport;
  readonly show: ShowPlace;
  readonly accepted: readonly string[];
  readonly onAccept: (reasons: readonly string[]) => void;
}

/** What was found in the rows, the gravest first; doubts wait for somebody's word. */
export function FindingGroups({ report, show, accepted, onAccept }: FindingGroupsProps) {
  const { e } = useExchangeWords();
  const pages = usePages(`/imports/${report.key}/findings`, findingsOf(report));
  if (report.state === 'REFUSED') return null;
  return (
    <section className="import__part">
      <h2>{e('findings.title')}</h2>
      {report.findings.length === 0 && <p className="empty">{e('findings.none')}</p>}
      {SEVERITIES.map((severity) => {
        const kinds = report.findings.filter((one) => one.severity === severity);
        if (kinds.length === 0) return null;
        return (
          <div key={severity} className="findings" data-severity={severity}>
            <h3>
              {e(`findings.${severity}`)} <span>{e(`findings.${severity}.help`)}</span>
            </h3>
            {kinds.map((kind) => (
              <Kind key={kind.reason} {...{ kind, pages, show }}>
                {severity === 'DOUBTFUL' && report.state === 'CHECKED' && (
                  <Acceptance
                    kind={kind}
                    checked={accepted.includes(kind.reason)}
                    onChange={(checked) =>
                      onAccept([...accepted.filter((one) => one !== kind.reason), ...(checked ? [kind.reason] : [])])
                    }
                  />
                )}
              </Kind>
            ))}
          </div>
        );
      })}
    </section>
  );
}

interface KindProps {
  readonly kind: FindingCount;
  readonly pages: Pages<ReportedFinding>;
  readonly show: ShowPlace;
  readonly children: React.ReactNode;
}

function Kind({ kind: { reason, severity, count: total, amount }, pages, show, children }: KindProps) {
  const { e, count, told, reason: titleOf } = useExchangeWords();
  const [limit, setLimit] = useState(FIRST);
  const all = pages.entries.filter((one) => one.reason === reason && one.severity === severity);
  const more = () => {
    setLimit(limit + STEP);
    if (limit + STEP > all.length && all.length < total) pages.more();
  };
  return (
    <div className="kind">
      <details open={isGrave(severity)}>
        <summary>
          <span className="kind__title">{titleOf(reason) ?? reason}</span>
          <span className="kind__count">
            {e('findings.count', { count: count(total) })}
            {amount !== null && reason !== 'GAP' && ` · ${e('findings.totalM2', { count: measure(amount, count) })}`}
          </span>
        </summary>
        <ul className="kind__list">
          {all.slice(0, limit).map((one, i) => (
            <li key={i}>
              <p className="kind__where">
                {one.row !== null && <b>{e('changes.row', { row: one.row })}</b>}
                {one.code && <span className="change__code">{one.code}</span>}
                {one.amount !== null && (
                  <span>
                    {e(reason === 'GAP' ? 'findings.m' : 'findings.m2', { count: measure(one.amount, count) })}
                  </span>
                )}
              </p>
              <p className="kind__message" {...told(one)} />
              <PlaceButton place={one} title={[titleOf(reason), one.code].filter(Boolean).join(' ')} show={show} />
            </li>
          ))}
        </ul>
        {pages.refusal && <RefusalNotice reason={pages.refusal.code} {...pages.refusal.sentences} />}
        {limit < total && (
          <button type="button" className="button button--quiet" disabled={pages.waiting} onClick={more}>
            {e('findings.rest', { count: count(total - Math.min(limit, all.length)) })}
          </button>
        )}
      </details>
      {children}
    </div>
  );
}

interface AcceptanceProps {
  readonly kind: FindingCount;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

function Acceptance({ kind, checked, onChange }: AcceptanceProps) {
  const { e, count, reason } = useExchangeWords();
  return (
    <label className="acceptance">
      <input type="checkbox" checked={checked} onChange={({ target }) => onChange(target.checked)} />
      <span>{e('findings.accept', { count: count(kind.count), reason: reason(kind.reason) ?? kind.reason })}</span>
    </label>
  );
}

const isGrave = (severity: Severity): boolean => severity === 'REFUSED' || severity === 'DOUBTFUL';

function measure(amount: number, count: (value: number) => string): string {
  return amount < 10 ? amount.toFixed(amount < 1 ? 2 : 1) : count(Math.round(amount));
}
