import { makeDemoRows, type DemoRows } from '../../../geodata/rows.ts';

export const DISTRICT = '370202';
/** The subdistrict that is left. */
export const SUBDISTRICT = '370202005';

/** The demo district with one of its eleven subdistricts: many such districts are loaded quickly. */
export function smallDistrict(): DemoRows {
  const { land, care, offices, posts, issues, today } = makeDemoRows();
  const inside = (code: string): boolean => code === DISTRICT || code.startsWith(SUBDISTRICT);
  const at = ({ areaCode }: { readonly areaCode: string }): boolean => inside(areaCode);
  const buildings = offices.buildings.filter(at);
  const committees = offices.committees.filter(at);
  const has = (rows: readonly { readonly code: string }[], code: string): boolean =>
    rows.some((row) => row.code === code);
  return {
    land: {
      ...land,
      areas: land.areas.filter(({ code }) => inside(code)),
      boundaries: land.boundaries.filter(at),
      successions: land.successions.filter(({ predecessorCode }) => inside(predecessorCode)),
      memberships: land.memberships.filter(({ childCode }) => inside(childCode)),
    },
    care: {
      ...care,
      committeeAreas: care.committeeAreas.filter(at),
      serviceAreas: care.serviceAreas.filter(at),
      surveys: care.surveys.filter(at),
      projectYards: care.projectYards.filter(at),
    },
    offices: {
      buildings,
      committees,
      committeeBuildings: offices.committeeBuildings.filter(
        ({ committeeCode, buildingCode }) => has(committees, committeeCode) && has(buildings, buildingCode),
      ),
    },
    posts: { ...posts, posts: posts.posts.filter(({ areaCode }) => areaCode === null || inside(areaCode)) },
    issues: { ...issues, issues: issues.issues.filter(at) },
    cases: [],
    today,
  };
}
