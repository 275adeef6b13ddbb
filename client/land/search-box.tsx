import { useDeferredValue, useId, useRef, useState } from 'react';
import { SearchDocument, type SearchQuery } from '../api/generated.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useWords } from '../i18n/words.ts';
import type { Look } from '../state/look.ts';
import { selectPlace } from '../state/selection.ts';
import type { Place } from '../state/view.ts';
import { CloseIcon, SearchIcon } from '../ui/icons.tsx';
import './search-box.css';

type Hit = SearchQuery['search']['edges'][number];
type Found = Hit['node'];

/** Names and codes of every level, towers and committees. A combobox: arrows move, Enter goes there, Escape leaves. */
export function SearchBox({ look }: { readonly look: Look }) {
  const { t, count, nameOf } = useWords();
  const list = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const asked = useDeferredValue(text.trim());
  const language = look.view.language === 'zh' ? 'ZH' : 'EN';
  const answer = useAnswer(
    SearchDocument,
    asked === '' || !open ? null : { text: asked, within: null, asOf: look.asOf, language },
    () => true,
  );
  const results = asked === '' ? [] : (answer.data?.search.edges ?? []);
  const shown = open && asked !== '';
  const at = Math.min(active, results.length - 1);

  const go = (hit: Hit | undefined) => {
    if (!hit) return;
    selectPlace(placeOf(hit.node));
    setText('');
    setOpen(false);
    input.current?.blur();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    // Keys of an input method are its own; Safari tells of the one that ends it only by its number.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setOpen(true);
      setActive(results.length === 0 ? 0 : (at + step + results.length) % results.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (shown && !answer.waiting) go(results[at]);
    } else if (event.key === 'Escape') {
      if (!open) setText('');
      setOpen(false);
    }
  };

  return (
    <div className="search" onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}>
      <SearchIcon />
      <input
        ref={input}
        type="text"
        role="combobox"
        autoComplete="off"
        spellCheck={false}
        aria-label={t('search.label')}
        aria-expanded={shown}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={shown && results.length > 0 ? `${list}-${at}` : undefined}
        placeholder={t('search.placeholder')}
        value={text}
        onFocus={() => setOpen(true)}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
          setOpen(true);
        }}
      />
      {text !== '' && (
        <button
          type="button"
          className="icon-button search__clear"
          aria-label={t('search.clear')}
          onClick={() => setText('')}
        >
          <CloseIcon />
        </button>
      )}
      <div className="search__drop" hidden={!shown}>
        <ul id={list} role="listbox" aria-label={t('search.label')}>
          {results.map(({ node: found, formerName }, i) => (
            <li
              key={`${found.__typename}${found.code}`}
              id={`${list}-${i}`}
              role="option"
              aria-selected={i === at}
              onMouseDown={(event) => event.preventDefault()}
              onMouseEnter={() => setActive(i)}
              onClick={() => go(results[i])}
            >
              <span className="search__name">{nameOf(found)}</span>
              <span className="search__kind">{kindOf(found, t)}</span>
              {formerName !== null && (
                <span className="search__former">{t('search.former', { name: formerName })}</span>
              )}
              <span className="search__where">{whereOf(found)}</span>
            </li>
          ))}
        </ul>
        <p className="search__note" role="status">
          {answer.problem
            ? t(`problem.${answer.problem.kind}`)
            : answer.waiting
              ? t('search.waiting')
              : results.length === 0
                ? t('search.none', { text: asked })
                : t('search.count', { count: count(answer.data?.search.totalCount ?? 0), shown: results.length })}
        </p>
      </div>
    </div>
  );
}

function placeOf(found: Found): Place {
  switch (found.__typename) {
    case 'OfficeBuilding':
      return { kind: 'officeBuilding', code: found.code };
    case 'BuildingPartyCommittee':
      return { kind: 'partyCommittee', id: found.id };
    default:
      return { kind: 'area', code: found.code };
  }
}

function kindOf(found: Found, t: ReturnType<typeof useWords>['t']): string {
  if (found.__typename === 'OfficeBuilding') return t('office.kind');
  if (found.__typename === 'BuildingPartyCommittee') return t('theme.party');
  return found.levelTitle;
}

function whereOf(found: Found): string {
  const around = 'parent' in found ? found.parent?.name : 'community' in found ? found.community?.name : undefined;
  return [around, found.code].filter(Boolean).join(' · ');
}
