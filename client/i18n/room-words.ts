import { useMemo } from 'react';
import { fillIn, useWords, type WordLanguage, type WordParams, type Words } from './words.ts';

export interface RoomWords<Id extends string> extends Words {
  /** The words of a room, which come with it: as `t`. */
  readonly w: (id: Id, params?: WordParams) => string;
}

/** The words of a room that comes after the first map: they travel with it, and not with the page. */
export function roomWords<Id extends string>(
  zh: Readonly<Record<Id, string>>,
  en: Readonly<Record<Id, string>>,
): () => RoomWords<Id> {
  const catalogues: Record<WordLanguage, Readonly<Record<Id, string>>> = { zh, en };
  return function useRoomWords() {
    const words = useWords();
    return useMemo(
      () => ({ ...words, w: (id: Id, params?: WordParams) => fillIn(catalogues[words.language][id], params) }),
      [words],
    );
  };
}
