import type { ImportState } from './import-report.ts';
import { useExchangeWords } from './words.ts';

export function StateTag({ state }: { readonly state: ImportState }) {
  const { e } = useExchangeWords();
  return (
    <span className="tag state-tag" data-state={state}>
      {e(`state.${state}`)}
    </span>
  );
}
