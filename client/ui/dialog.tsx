import { useEffect, useRef, type ReactNode } from 'react';
import { useWords } from '../i18n/words.ts';
import { CloseIcon } from './icons.tsx';
import './dialog.css';

interface DialogProps {
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Something that must be done or left before the page goes on. Escape and a click beside it leave it. */
export function Dialog({ label, onClose, children }: DialogProps) {
  const { t } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-label={label}
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      <div className="dialog__body">
        <button type="button" className="icon-button dialog__close" aria-label={t('layers.close')} onClick={onClose}>
          <CloseIcon />
        </button>
        {children}
      </div>
    </dialog>
  );
}
