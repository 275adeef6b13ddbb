import type { FilterSpecification, LayerSpecification, Map as MapLibre } from 'maplibre-gl';

interface LayerParts {
  readonly id: string;
  readonly filter?: unknown;
  readonly paint?: Readonly<Record<string, unknown>>;
  readonly layout?: Readonly<Record<string, unknown>>;
}

/** Brings the layers on the map to what they should be, touching only what differs from before. */
export function applyLayers(
  map: MapLibre,
  before: readonly LayerSpecification[],
  after: readonly LayerSpecification[],
): void {
  const known = new Map(before.map((layer) => [layer.id, layer as LayerParts]));
  for (const layer of after) {
    const old = known.get(layer.id);
    if (old) applyChanges(map, old, layer as LayerParts);
    else map.addLayer(layer);
  }
}

function applyChanges(map: MapLibre, old: LayerParts, next: LayerParts): void {
  const { id } = next;
  if (differ(old.filter, next.filter)) {
    map.setFilter(id, (next.filter ?? null) as FilterSpecification | null, { validate: false });
  }
  for (const name of namesOf(old.paint, next.paint)) {
    if (differ(old.paint?.[name], next.paint?.[name])) {
      map.setPaintProperty(id, name as never, next.paint?.[name] as never, { validate: false });
    }
  }
  for (const name of namesOf(old.layout, next.layout)) {
    if (differ(old.layout?.[name], next.layout?.[name])) {
      map.setLayoutProperty(id, name as never, next.layout?.[name] as never, { validate: false });
    }
  }
}

function namesOf(...parts: (Readonly<Record<string, unknown>> | undefined)[]): string[] {
  return [...new Set(parts.flatMap((part) => Object.keys(part ?? {})))];
}

function differ(one: unknown, other: unknown): boolean {
  return one !== other && JSON.stringify(one) !== JSON.stringify(other);
}
