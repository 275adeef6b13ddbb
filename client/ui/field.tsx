import type { ReactNode } from 'react';
import './field.css';

interface FieldProps {
  readonly label: string;
  readonly need?: string | undefined;
  readonly help?: string | undefined;
  readonly children: ReactNode;
}

/** One question of a form under its name. */
export function Field({ label, need, help, children }: FieldProps) {
  return (
    <label className="field">
      <span className="field__label">
        {label} {need && <span className="field__need">{need}</span>}
      </span>
      {children}
      {help && <span className="field__help">{help}</span>}
    </label>
  );
}
