import { areaWords } from '../i18n/measures.ts';
import { useWords } from '../i18n/words.ts';
import { PlaceHeading } from '../land/place-header.tsx';
import type { Look } from '../state/look.ts';
import { selectPlace } from '../state/selection.ts';
import { trailOf, type PlaceOffice, type PlacePartyCommittee } from '../state/use-place.ts';
import { Facts } from '../ui/facts.tsx';
import { RowButton } from '../ui/row-button.tsx';
import { Section } from '../ui/section.tsx';

export function OfficePanel({ look, office }: { readonly look: Look; readonly office: PlaceOffice }) {
  const words = useWords();
  const { t } = words;
  return (
    <>
      <PlaceHeading
        look={look}
        trail={trailOf({ kind: 'officeBuilding', office })}
        kind={t('office.kind')}
        name={office.name}
        code={office.code}
        provenance={office.provenance}
      >
        <Facts
          facts={[
            office.address ? { term: t('place.address'), value: office.address } : null,
            office.floorCount
              ? { term: t('place.floors'), value: t('place.floorCount', { count: office.floorCount }) }
              : null,
            office.floorAreaM2 ? { term: t('office.floorArea'), value: areaWords(words, office.floorAreaM2) } : null,
          ]}
        />
      </PlaceHeading>
      <Section title="office.committees">
        {office.partyCommittees.length === 0 && <p className="empty">{t('office.noCommittee')}</p>}
        <ul>
          {office.partyCommittees.map((committee) => (
            <li key={committee.id}>
              <RowButton
                title={committee.name}
                fine={`${t(`party.kind.${committee.kind}`)} · ${t('party.established', { date: committee.establishedOn })}`}
                onClick={() => selectPlace({ kind: 'partyCommittee', id: committee.id })}
              />
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

export function PartyCommitteePanel({
  look,
  committee,
}: {
  readonly look: Look;
  readonly committee: PlacePartyCommittee;
}) {
  const { t } = useWords();
  return (
    <>
      <PlaceHeading
        look={look}
        trail={trailOf({ kind: 'partyCommittee', committee })}
        kind={t(`party.kind.${committee.kind}`)}
        name={committee.name}
        code={committee.code}
        provenance={committee.provenance}
      >
        <p>{t('party.established', { date: committee.establishedOn })}</p>
        {committee.dissolvedOn && <p>{t('party.dissolved', { date: committee.dissolvedOn })}</p>}
      </PlaceHeading>
      <Section title="party.towers">
        <ul>
          {committee.officeBuildings.map((office) => (
            <li key={office.id}>
              <RowButton
                title={office.name}
                fine={office.floorCount ? t('place.floorCount', { count: office.floorCount }) : office.code}
                onClick={() => selectPlace({ kind: 'officeBuilding', code: office.code })}
              />
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}
