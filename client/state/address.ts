import { isDate } from './dates.ts';
import { parseDesk, printDesk } from './desk.ts';
import { isMapLevel, type MapLevel } from './levels.ts';
import { DEFAULT_VIEW, LANGUAGES, OVERLAYS, roundCamera, THEMES, type Camera, type Place, type View } from './view.ts';

/** The view as the query of an address; what is not chosen is not written. Pure, as is `parseAddress`. */
export function printAddress(view: View): string {
  const parts: string[] = [];
  const write = (name: string, value: string | null) => {
    if (value !== null) parts.push(`${name}=${encodeURIComponent(value).replace(/%(2F|3A|2C)/g, decodeURIComponent)}`);
  };
  write('district', view.district);
  write('place', view.place && printPlace(view.place));
  write('layer', view.theme === DEFAULT_VIEW.theme ? null : view.theme);
  write('show', view.overlays.length > 0 ? OVERLAYS.filter((id) => view.overlays.includes(id)).join(',') : null);
  write('date', view.asOf);
  write('level', view.level && view.level.toLowerCase());
  write('population', view.population === DEFAULT_VIEW.population ? null : 'renewed');
  write('lang', view.language === DEFAULT_VIEW.language ? null : view.language);
  for (const [name, value] of view.desk ? printDesk(view.desk) : []) write(name, value);
  write('map', view.camera && printCamera(view.camera));
  return parts.length > 0 ? `?${parts.join('&')}` : '';
}

/** What cannot be understood counts as not chosen: an old or mistyped link still opens. */
export function parseAddress(query: string): View {
  const given = new URLSearchParams(query);
  const show = (given.get('show') ?? '').split(',');
  const date = given.get('date') ?? '';
  return {
    district: /^\d{6}$/.exec(given.get('district') ?? '')?.[0] ?? null,
    place: parsePlace(given.get('place') ?? ''),
    theme: THEMES.find((id) => id === given.get('layer')) ?? DEFAULT_VIEW.theme,
    overlays: OVERLAYS.filter((id) => show.includes(id)),
    asOf: isDate(date) ? date : null,
    level: parseLevel(given.get('level') ?? ''),
    population: given.get('population') === 'renewed' ? 'GRIDS_RENEWED_WITHIN_FIVE_YEARS' : DEFAULT_VIEW.population,
    language: LANGUAGES.find((id) => id === given.get('lang')) ?? DEFAULT_VIEW.language,
    camera: parseCamera(given.get('map') ?? ''),
    desk: parseDesk(given),
  };
}

const PLACE_WORDS = { officeBuilding: 'office', partyCommittee: 'party', issue: 'issue' } as const;

function printPlace(place: Place): string {
  if (place.kind === 'area') return place.code;
  return `${PLACE_WORDS[place.kind]}:${place.kind === 'officeBuilding' ? place.code : place.id}`;
}

function parsePlace(text: string): Place | null {
  const [word = '', ...rest] = text.split(':');
  const key = rest.join(':');
  if (rest.length === 0) return /^[0-9A-Za-z]{1,40}$/.test(text) ? { kind: 'area', code: text } : null;
  if (key === '' || key.length > 200) return null;
  if (word === PLACE_WORDS.officeBuilding) return { kind: 'officeBuilding', code: key };
  if (word === PLACE_WORDS.partyCommittee) return { kind: 'partyCommittee', id: key };
  if (word === PLACE_WORDS.issue) return { kind: 'issue', id: key };
  return null;
}

function parseLevel(text: string): MapLevel | null {
  const level = text.toUpperCase();
  return isMapLevel(level) ? level : null;
}

function printCamera(camera: Camera): string {
  const { zoom, latitude, longitude } = roundCamera(camera);
  return `${zoom.toFixed(2)}/${latitude.toFixed(5)}/${longitude.toFixed(5)}`;
}

function parseCamera(text: string): Camera | null {
  const found = /^(\d{1,2}(?:\.\d+)?)\/(-?\d{1,2}(?:\.\d+)?)\/(-?\d{1,3}(?:\.\d+)?)$/.exec(text);
  if (!found) return null;
  const camera = roundCamera({ zoom: Number(found[1]), latitude: Number(found[2]), longitude: Number(found[3]) });
  const within = camera.zoom <= 24 && Math.abs(camera.latitude) <= 85 && Math.abs(camera.longitude) <= 180;
  return within ? camera : null;
}
