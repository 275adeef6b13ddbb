import type { ReactNode } from 'react';
import { ChevronIcon } from './icons.tsx';
import './row-button.css';

interface RowButtonProps {
  readonly title: string;
  readonly fine?: string;
  readonly aside?: ReactNode;
  readonly onClick: () => void;
}

/** A line of a list that leads somewhere. */
export function RowButton({ title, fine, aside, onClick }: RowButtonProps) {
  return (
    <button type="button" className="row-button" onClick={onClick}>
      <span className="row-button__text">
        <span className="row-button__title">{title}</span>
        {fine && <span className="row-button__fine">{fine}</span>}
      </span>
      {aside}
      <ChevronIcon />
    </button>
  );
}
