/** Every layer that goes out and comes in, by hand: what others belong to comes first. */
import { ownersCommitteeLayer, propertyServiceLayer, servedAreasThatEnd } from '../care/care-layers.ts';
import { renewalProjectLayer } from '../care/renewal-layer.ts';
import { issueLayer, issuesInAreasThatEnd } from '../issues/issue-layer.ts';
import type { ExchangeLayer } from '../kernel/exchange/layer.ts';
import { areaLayers } from '../land/area-layers.ts';
import { buildingPartyCommitteeLayer, officeBuildingLayer, officesInAreasThatEnd } from '../offices/office-layers.ts';

export const exchangeLayers: readonly ExchangeLayer[] = [
  ...areaLayers,
  officeBuildingLayer,
  buildingPartyCommitteeLayer,
  ownersCommitteeLayer,
  propertyServiceLayer,
  renewalProjectLayer,
  issueLayer,
];

export function findLayer(key: string): ExchangeLayer | null {
  return exchangeLayers.find((layer) => layer.key === key) ?? null;
}

/** What the features that stand on the land have against the end of an area. */
export const standsOnAreas = [servedAreasThatEnd, officesInAreasThatEnd, issuesInAreasThatEnd] as const;
