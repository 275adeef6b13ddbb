/** A statement, prepared once, and its answer passed on as it is: /json/{statement}?v=… and /tile/{how}/{name}/{z}/{x}/{y}. */
import { createServer, type Server } from 'node:http';
import type pg from 'pg';
import { findSet, layersAt, type TileLayer } from '../../server/tiles/layers.ts';
import type { TileAddress } from '../../server/tiles/tile-address.ts';
import { tileStatement } from '../../server/tiles/tile-statement.ts';
import { naiveTileStatement } from './naive-tile.ts';
import { STATEMENTS, type StatementName } from './statements.ts';

export function createBareServer(pool: pg.Pool, kind: 'embedded' | 'postgres'): Server {
  return createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bare');
    const [, what, how = '', ...place] = pathname.split('/');
    const answer = what === 'tile' && kind === 'postgres' ? tile(how, place) : json(how, searchParams.getAll('v'));
    answer.then(
      ([type, body]) => response.writeHead(200, { 'content-type': type }).end(body),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });

  async function json(name: string, values: string[]): Promise<[string, string]> {
    const text = STATEMENTS[name as StatementName];
    const { rows } = await pool.query<{ answer: string }>({ name, text, values });
    return ['application/json', rows[0]?.answer ?? ''];
  }

  async function tile(how: string, [name = '', ...numbers]: string[]): Promise<[string, Buffer]> {
    const [z = 0, x = 0, y = 0] = numbers.map(Number);
    const { text, values } = statementOf(how, layersOf(name, z), { z, x, y });
    const { rows } = await pool.query<{ tile: Buffer }>({ name: `${how} ${name} ${z}`, text, values: [...values] });
    return ['application/vnd.mapbox-vector-tile', rows[0]?.tile ?? Buffer.alloc(0)];
  }
}

function statementOf(how: string, layers: readonly TileLayer[], at: TileAddress) {
  return how === 'naive' ? naiveTileStatement(layers, at) : tileStatement(layers, at);
}

export function layersOf(name: string, z: number): TileLayer[] {
  const set = findSet(name);
  if (!set) throw new Error(`There are no tiles ${name}.`);
  return layersAt(set, z);
}
