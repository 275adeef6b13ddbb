import { useWords } from '../i18n/words.ts';
import type { Look } from '../state/look.ts';
import { selectArea } from '../state/selection.ts';
import './district-picker.css';

/** Which district, where the database holds more than one. */
export function DistrictPicker({ look }: { readonly look: Look }) {
  const { t, nameOf } = useWords();
  if (look.districts.length < 2) return null;
  return (
    <select
      className="district-picker"
      aria-label={t('district.choose')}
      value={look.district.code}
      onChange={(event) => selectArea(event.target.value)}
    >
      {look.districts.map((district) => (
        <option key={district.code} value={district.code}>
          {nameOf(district)} {district.code}
        </option>
      ))}
    </select>
  );
}
