import { useEffect, useState } from 'react';
import { DistrictsDocument } from '../api/generated.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useWords } from '../i18n/words.ts';
import type { Look } from '../state/look.ts';
import { selectArea } from '../state/selection.ts';
import './district-picker.css';

/** A finger opens the list without coming near first: by then it should be there. The first map comes before it. */
const SOON = 8000;

/**
 * Which district, where the database holds more than one. The others are asked for when somebody is about to choose; beyond
 * the first two hundred the search finds them.
 */
export function DistrictPicker({ look }: { readonly look: Look }) {
  const { t, nameOf } = useWords();
  const [near, setNear] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setNear(true), SOON);
    return () => clearTimeout(timer);
  }, []);
  const answer = useAnswer(DistrictsDocument, look.several && near ? {} : null);
  if (!look.several) return null;
  const listed = answer.data?.districts.edges.map(({ node }) => node) ?? [];
  const districts = listed.some(({ code }) => code === look.district.code) ? listed : [look.district, ...listed];
  return (
    <select
      className="district-picker"
      aria-label={t('district.choose')}
      value={look.district.code}
      onPointerEnter={() => setNear(true)}
      onFocus={() => setNear(true)}
      onChange={(event) => selectArea(event.target.value)}
    >
      {districts.map((district) => (
        <option key={district.code} value={district.code}>
          {nameOf(district)} {district.code}
        </option>
      ))}
      {answer.data?.districts.pageInfo.hasNextPage && <option disabled>{t('district.more')}</option>}
    </select>
  );
}
