import { posix } from 'node:path';
import ts from 'typescript';
import { ARROWS, PACKAGES, roomOf, type Room } from './rooms.ts';
import type { SourceFile } from './source-files.ts';

/** What a file imports: the lines `import`, `export … from`, `import()`, whether of types or of values. */
export function importsOf(file: SourceFile): string[] {
  return ts.preProcessFile(file.text, true, true).importedFiles.map((found) => found.fileName);
}

/** One sentence for each import that goes against an arrow. */
export function brokenArrows(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap((specifier) => {
      const fault = specifier.startsWith('.')
        ? brokenByFile(file.path, posix.join(posix.dirname(file.path), specifier))
        : brokenByPackage(file.path, specifier);
      return fault ? [`${file.path} imports ${specifier}: ${fault}`] : [];
    }),
  );
}

function brokenByFile(from: string, to: string): string | undefined {
  const [looking, seen] = [roomOf(from), roomOf(to)];
  if (looking === seen || looking === 'config') return undefined;
  if (seen === 'tests') return 'nobody imports from tests';
  if (looking === 'tests') return undefined;
  const allowed = ARROWS[looking];
  if (!allowed) return `there is no room ${looking}`;
  if (!allowed.includes(seen)) return `${looking} may not look into ${seen}`;
  if (looking === 'geodata' && seen.startsWith('server/') && isFeature(seen) && !/\.(service|types)\.ts$/.test(to))
    return `data comes in through the services of ${seen}`;
  return undefined;
}

/** The workflow is rules without data of its own: histories are made by them. */
function isFeature(room: Room): boolean {
  return !['server/env', 'server/kernel', 'server/workflow', 'server/lists', 'server/app', 'server/entry'].includes(
    room,
  );
}

function brokenByPackage(from: string, name: string): string | undefined {
  const room = roomOf(from);
  const rule = PACKAGES.find(({ names, rooms }) => names.test(name) && !rooms.test(room));
  return rule && `${room} may not use it, ${rule.because}`;
}

/** Circles in a graph of rooms, each as "a -> b -> a". */
export function circles(arrows: ReadonlyMap<Room, ReadonlySet<Room>>): string[] {
  const found = new Set<string>();
  const walk = (room: Room, trail: readonly Room[]): void => {
    const seenAt = trail.indexOf(room);
    if (seenAt >= 0) {
      const circle = trail.slice(seenAt);
      const first = circle.indexOf([...circle].sort()[0] ?? room);
      found.add([...circle.slice(first), ...circle.slice(0, first), circle[first]].join(' -> '));
      return;
    }
    for (const next of arrows.get(room) ?? []) walk(next, [...trail, room]);
  };
  for (const room of arrows.keys()) walk(room, []);
  return [...found].sort();
}

/** The arrows that files really draw between rooms. */
export function drawnArrows(files: readonly SourceFile[]): Map<Room, Set<Room>> {
  const drawn = new Map<Room, Set<Room>>();
  for (const file of files) {
    const from = roomOf(file.path);
    for (const specifier of importsOf(file)) {
      if (!specifier.startsWith('.')) continue;
      const to = roomOf(posix.join(posix.dirname(file.path), specifier));
      if (from !== to) drawn.set(from, (drawn.get(from) ?? new Set()).add(to));
    }
  }
  return drawn;
}
