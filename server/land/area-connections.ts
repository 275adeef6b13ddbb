import { connectionOf } from '../kernel/graph/page.ts';
import { Area } from './area.entity.ts';
import { Building } from './building.entity.ts';
import { Grid } from './grid.entity.ts';
import { Yard } from './yard.entity.ts';

export const AreaConnection = connectionOf<Area>('Area', () => Area, 'area');
export const GridConnection = connectionOf<Grid>('Grid', () => Grid, 'grid');
export const YardConnection = connectionOf<Yard>('Yard', () => Yard, 'yard');
export const BuildingConnection = connectionOf<Building>('Building', () => Building, 'building');
