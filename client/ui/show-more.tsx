import { useState } from 'react';
import { useWords } from '../i18n/words.ts';

export interface Shown {
  readonly count: number;
  readonly grow: () => void;
}

/** How much of a list is in sight; begins anew when the list is of something else. */
export function useShown(of: string, first: number, step = 16): Shown {
  const [state, setState] = useState({ of, count: first });
  const count = state.of === of ? state.count : first;
  return { count, grow: () => setState({ of, count: count + step }) };
}

interface ShowMoreProps {
  readonly shown: Shown;
  readonly loaded: number;
  readonly total: number;
  readonly page: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly onMore: (variables: { after: string | null }) => void;
}

export function ShowMore({ shown, loaded, total, page, onMore }: ShowMoreProps) {
  const { t } = useWords();
  if (shown.count >= total && !page.hasNextPage) return null;
  return (
    <button
      type="button"
      className="button button--quiet show-more"
      onClick={() => {
        shown.grow();
        if (page.hasNextPage && shown.count + 16 > loaded) onMore({ after: page.endCursor });
      }}
    >
      {t('list.moreOpen')}
    </button>
  );
}
