import { LANGUAGE_TAGS, useWords, type WordId, type WordParams } from '../i18n/words.ts';

/** A word in the chosen language with the other one small beside it. */
export function Bilingual({ id, params }: { readonly id: WordId; readonly params?: WordParams }) {
  const { t, beside, other } = useWords();
  return (
    <>
      {t(id, params)}{' '}
      <span className="gloss" lang={LANGUAGE_TAGS[other]}>
        {beside(id, params)}
      </span>
    </>
  );
}
