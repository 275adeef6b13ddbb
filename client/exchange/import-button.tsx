import { useEffect, useRef } from 'react';
import { UploadIcon } from './icons.tsx';
import { useExchangeWords } from './words.ts';
import '../ui/bar-button.css';
import './import-button.css';

/** Opens the panel; when that is closed, whoever steers by keys is here again. */
export function ImportButton({ open, onOpen }: { readonly open: boolean; readonly onOpen: () => void }) {
  const { e } = useExchangeWords();
  const button = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !open) button.current?.focus();
    wasOpen.current = open;
  }, [open]);
  return (
    <button
      ref={button}
      type="button"
      className="bar-button import-button"
      aria-expanded={open}
      title={e('import.title')}
      onClick={onOpen}
    >
      <UploadIcon />
      <span className="visually-hidden">{e('import.title')}</span>
    </button>
  );
}
