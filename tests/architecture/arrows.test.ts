import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { brokenArrows, circles, drawnArrows } from './arrows.ts';
import { ARROWS } from './rooms.ts';
import { readSources, ROOT } from './source-files.ts';

const FOLDERS = ['server', 'client', 'geodata', 'tests'].filter((folder) => existsSync(join(ROOT, folder)));
const sources = readSources(FOLDERS, ['.ts', '.tsx', '.mjs']);

function broken(path: string, ...lines: string[]): string[] {
  return brokenArrows([{ path, text: lines.join('\n') }]);
}

describe('the house', () => {
  it('has no import against an arrow', () => {
    expect(sources.length).toBeGreaterThan(10);
    expect(brokenArrows(sources)).toEqual([]);
  });

  it('has no circle between rooms', () => {
    expect(circles(drawnArrows(sources))).toEqual([]);
  });

  it('could have no circle if every allowed arrow were drawn', () => {
    expect(circles(new Map(Object.entries(ARROWS).map(([room, seen]) => [room, new Set(seen)])))).toEqual([]);
  });
});

describe('an arrow is broken when', () => {
  it('the kernel knows the domain', () => {
    expect(broken('server/kernel/graph/context.ts', "import { Area } from '../../land/area.entity.ts';")).toEqual([
      'server/kernel/graph/context.ts imports ../../land/area.entity.ts: server/kernel may not look into server/land',
    ]);
  });

  it('the land knows who stands on it, even by a type', () => {
    expect(broken('server/land/a.ts', "import type { Issue } from '../issues/issue.entity.ts';")).toHaveLength(1);
  });

  it('offices and issues know each other', () => {
    expect(broken('server/offices/a.ts', "export { b } from '../issues/b.ts';")).toHaveLength(1);
    expect(broken('server/issues/a.ts', "const b = await import('../offices/b.ts');")).toHaveLength(1);
  });

  it('care looks up at issues, while issues may look down at care', () => {
    expect(broken('server/care/a.ts', "import '../issues/b.ts';")).toHaveLength(1);
    expect(broken('server/issues/a.ts', "import '../care/b.ts';")).toEqual([]);
  });

  it('a feature imports the app, or the app its entry', () => {
    expect(broken('server/tiles/a.ts', "import { createApp } from '../app.ts';")).toHaveLength(1);
    expect(broken('server/app.ts', "import './main.ts';")).toHaveLength(1);
  });

  it('the client imports from the server', () => {
    expect(broken('client/map/layers.ts', "import { TILE_LAYERS } from '../../server/tiles/layers.ts';")).toEqual([
      'client/map/layers.ts imports ../../server/tiles/layers.ts: client/map may not look into server/tiles',
    ]);
  });

  it('the map knows the panels, or the state knows the map', () => {
    expect(broken('client/map/a.ts', "import { panel } from '../care/panel.tsx';")).toHaveLength(1);
    expect(broken('client/state/a.ts', "import { layers } from '../map/layers.ts';")).toHaveLength(1);
    expect(broken('client/care/panel.tsx', "import { layers } from '../map/layers.ts';")).toEqual([]);
  });

  it('the land of the client knows a panel that stands on it', () => {
    expect(broken('client/land/a.tsx', "import { list } from '../issues/list.tsx';")).toHaveLength(1);
    expect(broken('client/issues/a.tsx', "import { breadcrumb } from '../land/breadcrumb.tsx';")).toEqual([]);
  });

  it('geodata goes past the services of a feature', () => {
    expect(broken('geodata/load.ts', "import { Area } from '../server/land/area.entity.ts';")).toEqual([
      'geodata/load.ts imports ../server/land/area.entity.ts: data comes in through the services of server/land',
    ]);
    expect(broken('geodata/load.ts', "import { load } from '../server/land/land-load.service.ts';")).toEqual([]);
  });

  it('anything imports from tests', () => {
    expect(broken('geodata/load.ts', "import { x } from '../tests/support/x.ts';")).toHaveLength(1);
  });

  it('a room nobody planned appears', () => {
    expect(broken('server/weather/a.ts', "import '../land/a.service.ts';")).toEqual([
      'server/weather/a.ts imports ../land/a.service.ts: there is no room server/weather',
    ]);
  });

  it('a package is used on the wrong side', () => {
    expect(broken('client/api/a.ts', "import pg from 'pg';")).toHaveLength(1);
    expect(broken('client/api/a.ts', "import { readFile } from 'node:fs/promises';")).toHaveLength(1);
    expect(broken('server/land/a.ts', "import { useState } from 'react';")).toHaveLength(1);
    expect(broken('server/land/a.ts', "import { PGlite } from '@electric-sql/pglite';")).toHaveLength(1);
  });
});

describe('a circle between rooms', () => {
  it('is found and named once', () => {
    const planted = [
      { path: 'server/land/a.ts', text: "import '../care/b.ts';" },
      { path: 'server/care/b.ts', text: "import '../issues/c.ts';" },
      { path: 'server/issues/c.ts', text: "import '../land/a.ts';" },
    ];
    expect(circles(drawnArrows(planted))).toEqual(['server/care -> server/issues -> server/land -> server/care']);
  });
});
