import type { Provenance } from '../api/generated.ts';
import { areaWords } from '../i18n/measures.ts';
import { useWords } from '../i18n/words.ts';
import type { Look } from '../state/look.ts';
import type { PlaceArea, TrailStep } from '../state/use-place.ts';
import { Facts } from '../ui/facts.tsx';
import { Breadcrumb } from './breadcrumb.tsx';
import './place-header.css';

interface HeadingProps {
  readonly look: Look;
  readonly trail: readonly TrailStep[];
  readonly kind: string;
  readonly name: string;
  readonly nameBeside?: string | null;
  readonly code: string;
  readonly provenance: Provenance;
  readonly children?: React.ReactNode;
}

/** What a panel begins with: where, what, which. */
export function PlaceHeading({ look, trail, kind, name, nameBeside, code, provenance, children }: HeadingProps) {
  const { t } = useWords();
  const tag = provenance === 'SYNTHETIC' ? 'tag tag--synthetic' : 'tag';
  return (
    <header className="place">
      {trail.length > 0 && <Breadcrumb look={look} trail={trail} />}
      <p className="place__kind">
        <span>{kind}</span>
        <span className="place__code">{code}</span>
        <span className={tag} title={provenance === 'SYNTHETIC' ? t('map.syntheticLong') : undefined}>
          {t(`provenance.${provenance}`)}
        </span>
      </p>
      <h1 className="place__name" tabIndex={-1}>
        {name}
        {nameBeside && <span className="place__name-beside">{nameBeside}</span>}
      </h1>
      {children}
    </header>
  );
}

export function AreaHeading({ look, area }: { readonly look: Look; readonly area: PlaceArea }) {
  const words = useWords();
  const { t, count, nameOf, language } = words;
  const households = 'householdCount' in area ? area.householdCount : null;
  const builtYear = 'builtYear' in area ? area.builtYear : null;
  const floors = 'floorCount' in area ? area.floorCount : null;
  const address = 'address' in area ? area.address : null;
  const published = 'publishedAreaM2' in area ? area.publishedAreaM2 : null;
  const measured = published ?? area.areaM2;
  return (
    <PlaceHeading
      look={look}
      trail={area.ancestors}
      kind={area.levelTitle}
      name={nameOf(area)}
      nameBeside={area.nameEn && (language === 'zh' ? area.nameEn : area.name)}
      code={area.code}
      provenance={area.provenance}
    >
      {area.childCounts.length > 0 && (
        <ul className="place__contains" aria-label={t('place.contains')}>
          {area.childCounts
            .filter((one) => one.count > 0)
            .map((one) => (
              <li key={one.level}>
                <strong>{count(one.count)}</strong> {t(`levels.${one.level}`)}
              </li>
            ))}
        </ul>
      )}
      <Facts
        facts={[
          address ? { term: t('place.address'), value: address } : null,
          builtYear ? { term: t('place.built'), value: t('place.builtYear', { year: builtYear }) } : null,
          floors ? { term: t('place.floors'), value: t('place.floorCount', { count: floors }) } : null,
          households ? { term: t('place.households'), value: count(households) } : null,
          measured
            ? { term: t(published ? 'place.publishedArea' : 'place.area'), value: areaWords(words, measured) }
            : null,
        ]}
      />
    </PlaceHeading>
  );
}

/** Where the facts come from, at the foot of the panel. */
export function SourceNote({ area }: { readonly area: PlaceArea }) {
  const { t } = useWords();
  const { title, attribution } = area.source;
  return (
    <p className="source-note">
      {t('place.source')} {title}
      {attribution && ` · ${attribution}`}
    </p>
  );
}
