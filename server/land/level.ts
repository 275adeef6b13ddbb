import { registerEnumType } from 'type-graphql';

/** Every level a district may have. Which of them it has, in which order and under which title, is data (level_scheme). */
export const AreaLevel = {
  DISTRICT: 'DISTRICT',
  SUBDISTRICT: 'SUBDISTRICT',
  COMMUNITY: 'COMMUNITY',
  GRID: 'GRID',
  BUILDING_GROUP: 'BUILDING_GROUP',
  YARD: 'YARD',
  BUILDING: 'BUILDING',
} as const;
export type AreaLevel = (typeof AreaLevel)[keyof typeof AreaLevel];

registerEnumType(AreaLevel, {
  name: 'AreaLevel',
  description:
    'The level of an area. Which levels a district has, their order and their titles are data: see District.levels.',
  valuesConfig: {
    DISTRICT: { description: 'District (区), the top. Six-digit code.' },
    SUBDISTRICT: { description: 'Subdistrict (街道). Nine-digit code.' },
    COMMUNITY: { description: 'Community (社区). Twelve-digit code.' },
    GRID: { description: 'Grid (网格): the ground one grid team governs. Fifteen-digit code.' },
    BUILDING_GROUP: { description: 'Building group (楼组 or 微网格), a level below the grid in some districts.' },
    YARD: { description: 'Yard (楼院): open residential yard, or the estate that takes its place in some districts.' },
    BUILDING: { description: 'Building (楼栋), the lowest level. Flats and people are not part of this graph.' },
  },
});

export const GridSystem = { GOVERNANCE: 'GOVERNANCE', UNIT: 'UNIT', DEDICATED: 'DEDICATED' } as const;
export type GridSystem = (typeof GridSystem)[keyof typeof GridSystem];

registerEnumType(GridSystem, {
  name: 'GridSystem',
  description: 'Which system of grids a grid is part of.',
  valuesConfig: {
    GOVERNANCE: { description: 'Governance grid (治理网格): several open yards governed together.' },
    UNIT: {
      description: 'Unit grid (万米单元网格): the inspection cell of about 10 000 m² of digital city management.',
    },
    DEDICATED: {
      description: 'Dedicated grid (专属网格): a market, hospital, park or the like with a team of its own.',
    },
  },
});
