import { useState } from 'react';
import { CodeBooksDocument } from '../api/generated-late.ts';
import { useFresh } from '../api/use-fresh.ts';
import type { Look } from '../state/look.ts';
import { changeView } from '../state/view-store.ts';
import type { ViewerPost } from '../state/viewer.ts';
import { Field } from '../ui/field.tsx';
import { CategoryField, SituationField } from './category-field.tsx';
import { ImageButton } from './image-button.tsx';
import { newKey } from './outbox/change.ts';
import { useOutbox } from './outbox/use-outbox.ts';
import { personalSigns } from './personal-signs.ts';
import { rememberCategory } from './recent-categories.ts';
import { useRefusalWords } from './refusal-words.ts';
import { REPORT_CHANNELS, useReportDraft, type ReportDraft } from './report-draft.ts';
import { ReportPlace } from './report-place.tsx';
import { SimilarIssues } from './similar-issues.tsx';
import { useSimilar } from './use-similar.ts';
import { useIssueWords } from './words.ts';
import './desk.css';
import './report.css';

type Result = { readonly kind: 'SENT'; readonly code: string } | { readonly kind: 'WAITING' };

interface ReportPageProps {
  readonly look: Look;
  readonly post: ViewerPost;
}

/** An issue is reported: where, what, whether it is known already. What is written outlives the page. */
export function ReportPage({ look, post }: ReportPageProps) {
  const { w } = useIssueWords();
  const { draft, write, clear } = useReportDraft(post.code, post.kind);
  const [result, setResult] = useState<Result | null>(null);
  if (result) {
    return (
      <section className="desk__part report-done" role="status">
        <h1>{result.kind === 'SENT' ? w('report.sent', { code: result.code }) : w('report.waiting')}</h1>
        <p className="report__buttons">
          {result.kind === 'SENT' && result.code !== '' && (
            <button
              type="button"
              className="button"
              onClick={() => changeView({ desk: { kind: 'case', code: result.code } })}
            >
              {w('report.open')}
            </button>
          )}
          {result.kind === 'WAITING' && (
            <button type="button" className="button" onClick={() => changeView({ desk: { kind: 'outbox' } })}>
              {w('outbox.title')}
            </button>
          )}
          <button type="button" className="button button--quiet" onClick={() => setResult(null)}>
            {w('report.another')}
          </button>
        </p>
      </section>
    );
  }
  return (
    <section className="desk__part report">
      <h1>{w('report.title')}</h1>
      <ReportForm
        {...{ look, draft, write, clear }}
        onResult={(next) => {
          clear();
          setResult(next);
        }}
      />
    </section>
  );
}

interface ReportFormProps {
  readonly look: Look;
  readonly draft: ReportDraft;
  readonly write: (part: Partial<ReportDraft>) => void;
  readonly clear: () => void;
  readonly onResult: (result: Result) => void;
}

function ReportForm({ look, draft, write, clear, onResult }: ReportFormProps) {
  const { w } = useIssueWords();
  const { outbox } = useOutbox();
  const ofRefusal = useRefusalWords();
  const categories = useFresh(CodeBooksDocument, {}, () => true).data?.issueCategories ?? [];
  const [working, setWorking] = useState(false);
  const [outside, setOutside] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const signs = personalSigns(`${draft.text}\n${draft.address}`);
  const similar = useSimilar(draft);
  const missing = [
    (draft.point === null || outside) && w('report.where'),
    draft.category === '' && w('report.what'),
    draft.text.trim() === '' && w('report.text'),
  ].filter(Boolean);

  const send = async () => {
    const { point, category, situation, channel, text, address, recurrenceOf, images } = draft;
    if (!point) return;
    setWorking(true);
    setTrouble(null);
    const key = newKey();
    const title = categories.find(({ code }) => code === category) ?? { titleZh: category, titleEn: category };
    const input = {
      ...point,
      category,
      channel,
      text: text.trim(),
      address: address.trim() || null,
      situation: situation || null,
      recurrenceOf,
    };
    const reported = outbox.attempt(
      { kind: 'REPORT', title: { titleZh: title.titleZh, titleEn: title.titleEn }, input },
      key,
    );
    for (const bytes of images) void outbox.add({ kind: 'IMAGE', code: null, report: key, bytes });
    const outcome = await reported;
    setWorking(false);
    if (outcome.kind === 'REFUSED') {
      setTrouble(ofRefusal(outcome.refusal));
      return;
    }
    rememberCategory(category);
    onResult(outcome.kind === 'SENT' ? { kind: 'SENT', code: outcome.code } : { kind: 'WAITING' });
  };

  return (
    <form
      className="report__form"
      onSubmit={(event) => {
        event.preventDefault();
        if (missing.length === 0 && !working) void send();
      }}
    >
      <ReportPlace {...{ look, draft, write }} onOutside={setOutside} />
      <fieldset>
        <legend>{w('report.what')}</legend>
        <CategoryField
          label={w('report.what')}
          need={w('need.required')}
          value={draft.category}
          onChange={(category) => write({ category, recurrenceOf: null })}
        />
        <Field label={w('report.text')} need={w('need.required')} help={w('report.text.help')}>
          <textarea
            className="field__input"
            data-field="text"
            maxLength={2000}
            value={draft.text}
            onChange={(event) => write({ text: event.target.value })}
          />
        </Field>
        {signs.length > 0 && (
          <p className="notice notice--bad report__personal" role="status">
            {w('report.personal', { what: signs.map((sign) => w(`report.personal.${sign}`)).join(w('report.and')) })}
          </p>
        )}
        <div className="field__row">
          <Field label={w('report.channel')}>
            <select
              className="field__input"
              value={draft.channel}
              onChange={(event) =>
                write({ channel: REPORT_CHANNELS.find((id) => id === event.target.value) ?? draft.channel })
              }
            >
              {REPORT_CHANNELS.map((channel) => (
                <option key={channel} value={channel}>
                  {w(`channel.${channel}`)}
                </option>
              ))}
            </select>
          </Field>
          <SituationField
            label={w('report.situation')}
            value={draft.situation}
            onChange={(situation) => write({ situation })}
          />
        </div>
        <Field label={w('report.address')}>
          <input
            className="field__input"
            autoComplete="off"
            value={draft.address}
            onChange={(event) => write({ address: event.target.value })}
          />
        </Field>
      </fieldset>
      {similar && (
        <SimilarIssues {...{ similar, draft, write }} onSame={(code) => changeView({ desk: { kind: 'case', code } })} />
      )}
      <fieldset>
        <legend>{w('report.images')}</legend>
        <p className="report__images">
          <ImageButton onImage={(bytes) => write({ images: [...draft.images, bytes].slice(0, 6) })} />
          <span>{draft.images.length > 0 ? w('case.imageWaiting', { count: draft.images.length }) : ''}</span>
        </p>
      </fieldset>
      {trouble && (
        <p className="notice notice--bad" role="alert">
          {trouble}
        </p>
      )}
      {missing.length > 0 && (
        <p className="case__fine">{w('report.missing', { names: missing.join(w('report.and')) })}</p>
      )}
      <p className="report__buttons">
        <button type="submit" className="button" disabled={missing.length > 0 || working}>
          {w(working ? 'report.sending' : 'report.send')}
        </button>
        <button type="button" className="button button--quiet" onClick={clear}>
          {w('report.clear')}
        </button>
      </p>
    </form>
  );
}
