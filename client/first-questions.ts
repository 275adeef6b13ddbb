/**
 * The page's first script, written into index.html by the build: it asks for what the first map shows while the application
 * is still on its way, and sends for the code in the order it is needed. The application then asks the same and finds the
 * answers.
 */
import { askEarly, getEarly } from './api/early-answers.ts';
import type { FirstMapQuery, MapStatusesQuery, OpeningQuery, PlaceAreaQuery } from './api/generated.ts';
import { cameraFor, tilesInSight } from './map/camera.ts';
import { text as firstMap } from './map/first-map.graphql';
import { AREA_TILES, sourceOf, TILES_FROM, TILES_TO } from './map/ids.ts';
import { firstMapQuestion, firstViewOf, statusesQuestion, type FirstView } from './map/questions.ts';
import { screenOf, type Screen } from './map/screen.ts';
import { text as statuses } from './map/statuses.graphql';
import { TileAddresses } from './map/tile-addresses.ts';
import { parseAddress } from './state/address.ts';
import { text as opening } from './state/district.graphql';
import { frameOfArea } from './state/frame.ts';
import { areaQuestion, lookOf, openingQuestion, type Look } from './state/look-of.ts';
import { text as place } from './state/place.graphql';

async function ask(): Promise<void> {
  const versions = `${window.location.origin}/tiles/atlas.json`;
  const addresses = getEarly(versions, () => new TileAddresses(versions));
  const view = parseAddress(window.location.search);
  const opened = await askEarly<OpeningQuery>('Opening', opening, openingQuestion(view));
  const look = opened && lookOf(view, opened);
  if (!look) return;
  const ofPlace = areaQuestion(look);
  const asked = ofPlace && askEarly<PlaceAreaQuery>('PlaceArea', place, ofPlace);
  let frame = look.district.frame;
  if (view.place !== null && view.camera === null) {
    const area = (await asked)?.area;
    frame = area ? frameOfArea(area.level, area.bounds) : null;
  }
  const screen = screenOf(window.innerWidth, window.innerHeight);
  const camera = view.camera ?? (frame && cameraFor(frame, screen));
  if (!camera) return;
  const first = firstViewOf(look, camera);
  await Promise.all([
    asked,
    askEarly<FirstMapQuery>('FirstMap', firstMap, firstMapQuestion(look, first, screen)),
    askEarly<MapStatusesQuery>('MapStatuses', statuses, statusesQuestion(look, first.fillLevel)),
  ]);
  await sendForTiles(look, first, screen, addresses);
}

/** A screen of the largest size shows no more of them. */
const MOST_TILES = 24;

/** Tiles keep for ever under their address: the map will find them in the browser's own store. */
async function sendForTiles(
  look: Look,
  { camera, level, fillLevel }: FirstView,
  screen: Screen,
  { transform }: TileAddresses,
) {
  const { levels } = look.district;
  const finer = levels[levels.indexOf(level) + 1] ?? level;
  const names = new Set([level, finer, fillLevel].map((one) => sourceOf(AREA_TILES[one])));
  const plain = [...names].flatMap((name) =>
    tilesInSight(camera, screen, TILES_FROM[name] ?? 0, TILES_TO).map(
      ({ z, x, y }) => `${window.location.origin}/tiles/${name}/${z}/${x}/${y}.mvt`,
    ),
  );
  await Promise.all(plain.slice(0, MOST_TILES).map(async (address) => fetch((await transform(address)).url)));
}

/** The map's code is sent for when the application, which draws the first map, has come: until then that has the line. */
function sendForCode(): void {
  const [page = '', ...map] = (document.querySelector<HTMLMetaElement>('meta[name="code"]')?.content ?? '').split(' ');
  const sendFor = (href: string) => {
    const link = Object.assign(document.createElement('link'), { rel: 'modulepreload', href });
    document.head.append(link);
    return link;
  };
  sendFor(page).addEventListener('load', () => map.forEach(sendFor));
}

sendForCode();
// Whatever fails here is asked again by the application, which also says what is wrong.
ask().catch(() => undefined);
