import { useApolloClient } from '@apollo/client/react';
import { useEffect, useMemo, useState } from 'react';
import { MapLabelsDocument, type MapLabelsQuery, type MapLabelsQueryVariables } from '../api/generated.ts';
import { whenBack } from '../api/heal.ts';
import { useWords } from '../i18n/words.ts';
import type { MapLevel } from '../state/levels.ts';
import type { Look } from '../state/look.ts';
import { regionKey, type Region } from './region.ts';
import type { LabelProperties, Points } from './scene.ts';
import type { PaintedLevel } from './use-painted.ts';

type LabelNode = MapLabelsQuery['areas']['edges'][number]['node'];

/** What a name is written as. */
interface Naming extends Pick<LabelProperties, 'role' | 'level'> {
  /** The places around, whose names are not repeated. */
  readonly around: readonly LabelNode[];
  readonly value?: string | undefined;
}

type Asked = Readonly<Record<string, readonly LabelNode[]>>;

/** Levels too many to be named all at once: only those in sight are asked for. */
const IN_SIGHT: readonly MapLevel[] = ['YARD', 'BUILDING'];
const MOST = 600;

/** Names of the level in focus with the theme's figure, and of the level above as orientation. */
export function useLabels(
  look: Look,
  level: MapLevel,
  region: Region | null,
  painted: PaintedLevel | null,
): Points<LabelProperties> {
  const { district } = look;
  const { nameOf } = useWords();
  const at = district.levels.indexOf(level);
  const names = useNames(look, level, region);
  const outer = district.levels[at - 1] ?? null;
  const around = useNames(look, outer, region);
  const beyond = useNames(look, district.levels[at - 2] ?? null, region);

  return useMemo(() => {
    const values = new Map<number, string>();
    if (painted?.fillLevel === level) for (const one of painted.painted.paints) values.set(one.featureId, one.value);
    const feature = (node: LabelNode, of: Naming) => {
      const { code, featureId } = node;
      const name = nameOf(node);
      const shown = shortName(name, of.around.map(nameOf));
      return labelOf(node, { level: of.level, featureId, code, name, shown, value: of.value ?? '', role: of.role });
    };
    const features = [
      ...around.map((node) => outer && feature(node, { role: 'context', level: outer, around: beyond })),
      ...names.map((node) => feature(node, { role: 'focus', level, around, value: values.get(node.featureId) })),
    ];
    return { type: 'FeatureCollection', features: features.filter((one) => one !== null) };
  }, [names, around, beyond, painted, level, outer, nameOf]);
}

function labelOf(node: LabelNode, properties: LabelProperties) {
  if (!node.centre) return null;
  const { longitude, latitude } = node.centre;
  return {
    type: 'Feature' as const,
    geometry: { type: 'Point' as const, coordinates: [longitude, latitude] },
    properties,
  };
}

/** A name without the name of the place around it in front: on the map one reads that beside it. */
export function shortName(name: string, around: readonly string[]): string {
  const outer = around.find((one) => name.startsWith(one) && name.length > one.length);
  return outer ? name.slice(outer.length).trim() : name;
}

function useNames(look: Look, level: MapLevel | null, region: Region | null): readonly LabelNode[] {
  const client = useApolloClient();
  const [asked, setAsked] = useState<Asked>({});
  const [tries, setTries] = useState(0);
  const within = look.district.code;
  const { asOf } = look;
  const partial = level !== null && IN_SIGHT.includes(level);
  const bounds = partial ? region : null;
  const of = level && `${within}/${level}/${asOf}/`;
  const key = of === null || (partial && !region) ? null : of + (bounds ? regionKey(bounds) : 'all');
  useEffect(() => {
    if (!level || !key || asked[key]) return;
    let wanted = true;
    const load = async () => {
      const nodes: LabelNode[] = [];
      for (let after: string | null = null; nodes.length < MOST;) {
        const variables: MapLabelsQueryVariables = { level, within, bounds, asOf, after };
        const { data } = await client.query({ query: MapLabelsDocument, variables, fetchPolicy: 'no-cache' });
        const page: MapLabelsQuery['areas'] | undefined = data?.areas;
        nodes.push(...(page?.edges.map(({ node }) => node) ?? []));
        after = page?.pageInfo.endCursor ?? null;
        if (!page?.pageInfo.hasNextPage || !wanted) break;
      }
      if (wanted) setAsked((before) => ({ ...before, [key]: nodes }));
    };
    // Names are an ornament: where they do not come, the map and the list still stand.
    let stop: () => void = () => undefined;
    load().then(
      () => setTries(0),
      () => {
        if (wanted) stop = whenBack(() => setTries(tries + 1), tries);
      },
    );
    return () => {
      wanted = false;
      stop();
    };
  }, [client, key, level, within, bounds, asOf, asked, tries]);

  return useMemo(() => {
    if (key && asked[key]) return asked[key];
    // Until the names in sight are here, those of where one just was.
    const before = of && Object.keys(asked).findLast((one) => one.startsWith(of));
    return (before && asked[before]) || NO_NAMES;
  }, [asked, key, of]);
}

const NO_NAMES: readonly LabelNode[] = [];
