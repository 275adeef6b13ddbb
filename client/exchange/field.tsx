import { useId, type ReactNode } from 'react';

interface FieldProps {
  readonly label: string;
  readonly help?: string;
  readonly wide?: boolean;
  readonly children: (id: string, help: string | undefined) => ReactNode;
}

/** A question of a form, with its label and what helps to answer it. */
export function Field({ label, help, wide, children }: FieldProps) {
  const id = useId();
  const helpId = help ? `${id}-help` : undefined;
  return (
    <div className="field" data-wide={wide}>
      <label htmlFor={id}>{label}</label>
      {children(id, helpId)}
      {help && (
        <p id={helpId} className="field__help">
          {help}
        </p>
      )}
    </div>
  );
}
