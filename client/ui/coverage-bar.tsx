import './coverage-bar.css';

export interface BarParts {
  readonly covered: number;
  readonly uncovered: number;
  readonly unknown: number;
}

/** Covered, uncovered and unknown as lengths of one bar. Unknown is hatched: it is neither yes nor no. */
export function CoverageBar({ parts, label }: { readonly parts: BarParts; readonly label?: string }) {
  const shown = (['covered', 'uncovered', 'unknown'] as const).filter((name) => parts[name] > 0);
  return (
    <span className="coverage-bar" {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}>
      {shown.map((name) => (
        <span
          key={name}
          className={`coverage-bar__part coverage-bar__part--${name}`}
          style={{ flexGrow: parts[name] }}
        />
      ))}
    </span>
  );
}
