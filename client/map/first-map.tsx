import { useMemo } from 'react';
import { FirstMapDocument, type FirstMapQuery } from '../api/generated.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useWords } from '../i18n/words.ts';
import type { Look } from '../state/look-of.ts';
import { selectArea } from '../state/selection.ts';
import { frameOf, type PlaceState } from '../state/use-place.ts';
import { cameraFor, projectionOf } from './camera.ts';
import { pathOf, withoutOverlaps } from './outline.ts';
import { firstMapQuestion, firstViewOf } from './questions.ts';
import type { Screen } from './screen.ts';
import { usePainted, type PaintedLevel } from './use-painted.ts';
import { useScreen } from './use-screen.ts';
import './first-map.css';

type FirstArea = FirstMapQuery['areas']['edges'][number]['node'];

/**
 * The coloured areas of the first view as a drawing, in the place where the map will have them: the map library is three
 * hundred kilobytes, and a phone on a slow line would wait seconds for it. It goes when the map itself is drawn.
 */
export function FirstMap({ look, place }: { readonly look: Look; readonly place: PlaceState }) {
  const screen = useScreen();
  const { view, district } = look;
  // A place that is not there says nothing of where to look: the district does.
  const known = place.kind === 'ready' ? frameOf(place.facts) : null;
  const frame = known ?? (view.place && place.kind !== 'problem' ? null : district.frame);
  const camera = view.camera ?? (frame && cameraFor(frame, screen));
  return camera && <Drawing look={look} first={firstViewOf(look, camera)} screen={screen} place={place} />;
}

interface DrawingProps {
  readonly look: Look;
  readonly first: ReturnType<typeof firstViewOf>;
  readonly screen: Screen;
  readonly place: PlaceState;
}

function Drawing({ look, first, screen, place }: DrawingProps) {
  const { camera, level } = first;
  const { longitude, latitude, zoom } = camera;
  const { nameOf } = useWords();
  const answer = useAnswer(FirstMapDocument, firstMapQuestion(look, first, screen));
  const painted = usePainted(look, level).level;
  const nodes = useMemo(() => answer.data?.areas.edges.map(({ node }) => node) ?? [], [answer.data]);
  const project = useMemo(
    () => projectionOf({ longitude, latitude, zoom }, screen),
    [longitude, latitude, zoom, screen],
  );
  const areas = useMemo(
    () => nodes.map(({ code, featureId, boundary }) => ({ code, featureId, path: pathOf(boundary, project) })),
    [nodes, project],
  );
  const paints = useMemo(() => paintsOf(painted), [painted]);
  const labels = useMemo(() => labelsOf(nodes, project, paints, nameOf), [nodes, project, paints, nameOf]);
  const selected = place.kind === 'ready' && place.facts.kind === 'area' ? place.facts.area.code : null;

  return (
    <svg
      className="first-map"
      width={screen.width}
      height={screen.height}
      data-painted={paints.size > 0}
      aria-hidden="true"
    >
      <defs>
        <pattern id="first-map-hatch" width="8" height="8" patternUnits="userSpaceOnUse">
          <path d="M-2 10L10 -2M-2 2L2 -2M6 10L10 6" />
        </pattern>
      </defs>
      {areas.map(({ code, featureId, path }) => (
        <path
          key={code}
          data-code={code}
          d={path}
          fill={paints.get(featureId)?.color ?? 'none'}
          onClick={() => selectArea(code)}
        />
      ))}
      {areas.map(
        ({ code, featureId, path }) =>
          paints.get(featureId)?.hatch && <path key={code} d={path} className="first-map__hatch" />,
      )}
      {areas.map(({ code, path }) => code === selected && <path key={code} d={path} className="first-map__selected" />)}
      {labels.map(({ code, x, y, lines }) => (
        <text
          key={code}
          data-code={code}
          onClick={() => selectArea(code)}
          x={x}
          y={y + 5 - (lines.length - 1) * 8}
          data-y={y}
        >
          {lines.map((line, i) => (
            <tspan key={i} x={x} dy={i * 16} className={i === 0 ? undefined : 'first-map__value'}>
              {line}
            </tspan>
          ))}
        </text>
      ))}
    </svg>
  );
}

type Paints = ReadonlyMap<number, PaintedLevel['painted']['paints'][number]>;

function paintsOf(painted: PaintedLevel | null): Paints {
  return new Map(painted?.painted.paints.map((paint) => [paint.featureId, paint]));
}

function labelsOf(
  nodes: readonly FirstArea[],
  project: ReturnType<typeof projectionOf>,
  paints: Paints,
  nameOf: (place: FirstArea) => string,
) {
  const labels = nodes.flatMap((node) => {
    if (!node.centre) return [];
    const [x, y] = project(node.centre.longitude, node.centre.latitude);
    const value = paints.get(node.featureId)?.value;
    return [{ code: node.code, x, y, lines: value ? [nameOf(node), value] : [nameOf(node)] }];
  });
  return withoutOverlaps(labels);
}
