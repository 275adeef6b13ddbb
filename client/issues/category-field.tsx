import { useState } from 'react';
import { CodeBooksDocument } from '../api/generated-late.ts';
import { useFresh } from '../api/use-fresh.ts';
import { Field } from '../ui/field.tsx';
import { recentCategories } from './recent-categories.ts';
import { useIssueWords } from './words.ts';

interface ChoiceProps {
  readonly label: string;
  readonly need?: string;
  readonly value: string;
  readonly onChange: (code: string) => void;
}

/** A category in two steps, the class and then the kind; those chosen last are one tap away. */
export function CategoryField({ label, need, value, onChange }: ChoiceProps) {
  const { w, pick } = useIssueWords();
  const all = useFresh(CodeBooksDocument, {}, () => true).data?.issueCategories ?? [];
  const chosen = all.find(({ code }) => code === value);
  const [major, setMajor] = useState('');
  const shown = chosen?.parent?.code ?? (chosen ? chosen.code : major);
  const minors = all.filter(({ parent }) => parent?.code === shown);
  const recent = recentCategories()
    .map((code) => all.find((one) => one.code === code))
    .filter((one) => one !== undefined);
  return (
    <div className="category-field" role="group" aria-label={label}>
      {recent.length > 0 && (
        <p className="category-field__recent">
          <span className="field__help">{w('report.recent')}</span>
          {recent.map((category) => (
            <button
              key={category.code}
              type="button"
              className="button button--quiet"
              aria-pressed={category.code === value}
              onClick={() => onChange(category.code)}
            >
              {pick(category)}
            </button>
          ))}
        </p>
      )}
      <div className="field__row">
        <Field label={w('report.category.major')} need={need}>
          <select
            className="field__input"
            data-field="major"
            value={shown}
            onChange={(event) => {
              setMajor(event.target.value);
              onChange('');
            }}
          >
            <option value="">{w('choose')}</option>
            {all
              .filter(({ parent }) => parent === null)
              .map((category) => (
                <option key={category.code} value={category.code}>
                  {pick(category)}
                </option>
              ))}
          </select>
        </Field>
        <Field label={w('report.category.minor')} need={need}>
          <select
            className="field__input"
            data-field="minor"
            disabled={minors.length === 0}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          >
            <option value="">{w('choose')}</option>
            {minors.map((category) => (
              <option key={category.code} value={category.code}>
                {pick(category)}
              </option>
            ))}
          </select>
        </Field>
      </div>
    </div>
  );
}

/** How far the matter has got: it decides on the deadlines. */
export function SituationField({ label, need, value, onChange }: ChoiceProps) {
  const { w, pick } = useIssueWords();
  const situations = useFresh(CodeBooksDocument, {}, () => true).data?.situations ?? [];
  return (
    <Field label={label} need={need}>
      <select className="field__input" value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{need ? w('choose') : w('report.none')}</option>
        {situations.map((situation) => (
          <option key={situation.code} value={situation.code}>
            {pick(situation)}
          </option>
        ))}
      </select>
    </Field>
  );
}
