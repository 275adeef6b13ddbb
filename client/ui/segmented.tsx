import { useId } from 'react';
import './segmented.css';

export interface Choice<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly hint?: string;
}

interface SegmentedProps<Id extends string> {
  readonly label: string;
  readonly choices: readonly Choice<Id>[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
  readonly showLabel?: boolean;
}

/** One of a few, all in sight. Radio buttons underneath: arrow keys move between them. */
export function Segmented<Id extends string>({ label, choices, chosen, onChoose, showLabel }: SegmentedProps<Id>) {
  const name = useId();
  return (
    <fieldset className="segmented">
      <legend className={showLabel ? 'segmented__label' : 'visually-hidden'}>{label}</legend>
      <div className="segmented__choices">
        {choices.map(({ id, label: text, hint }) => (
          <label key={id} className="segmented__choice" title={hint}>
            <input type="radio" name={name} checked={id === chosen} onChange={() => onChoose(id)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
