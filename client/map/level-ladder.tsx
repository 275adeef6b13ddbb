import { useWords } from '../i18n/words.ts';
import type { MapLevel } from '../state/levels.ts';
import type { Look } from '../state/look.ts';
import { changeView } from '../state/view-store.ts';
import './level-ladder.css';

/** From the whole to the part: which level is in focus. It follows the zoom until one is pinned. */
export function LevelLadder({ look, level }: { readonly look: Look; readonly level: MapLevel }) {
  const { t, pick } = useWords();
  const { view, district } = look;
  const titleOf = (one: MapLevel) =>
    pick(district.titles.find((title) => title.level === one) ?? { titleZh: one, titleEn: one });
  return (
    <div className="ladder" role="group" aria-label={t('level.label')}>
      <button
        type="button"
        className="ladder__auto"
        aria-pressed={view.level === null}
        onClick={() => changeView({ level: view.level === null ? level : null })}
      >
        {view.level === null ? t('level.auto') : t('level.pinned')}
      </button>
      <ol className="ladder__steps">
        {district.levels.map((one) => (
          <li key={one}>
            <button
              type="button"
              className="ladder__step"
              aria-pressed={one === level}
              onClick={() => changeView({ level: view.level === one ? null : one })}
            >
              {titleOf(one)}
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}
