/** Files for imports, made by the tests that bring them, and the requests that bring them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Geometry } from 'geojson';
import type { DataSource } from 'typeorm';
import { findLayer, ImportService, parseCrs } from '../../server/exchange/import.service.ts';
import type { ImportRequest, PreparedImport } from '../../server/exchange/import.service.ts';
import { IN_SHORT } from '../../server/exchange/words/in-short.ts';
import { chineseFaults } from './chinese.ts';
import type { Box } from './factories.ts';

export interface FeatureWish {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly ground?: Box | Geometry | null;
}

export const boxShape = ([west, south, east, north]: Box): Geometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
});

export interface ImportWishes extends Partial<Omit<ImportRequest, 'layer' | 'crs' | 'path'>> {
  readonly crs?: string | null;
}

/** A folder of files on their way into one database. */
export class ImportDesk {
  /** What stays: the imports up to this one. */
  private kept = 0;

  private constructor(
    readonly dataSource: DataSource,
    private readonly folder: string,
  ) {}

  static async open(dataSource: DataSource): Promise<ImportDesk> {
    return new ImportDesk(dataSource, await mkdtemp(join(tmpdir(), 'louyuan-atlas-test-')));
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  /** What has been written so far stays when the desk is cleared. */
  async keep(): Promise<void> {
    const [last] = await this.dataSource.query<{ id: number }[]>('select coalesce(max(id), 0) as id from import_run');
    this.kept = last?.id ?? 0;
  }

  /** Undoes what was written since, the last first, and throws previews away. */
  async clear(): Promise<void> {
    const later = (await ImportService.list(this.dataSource)).filter(({ id }) => id > this.kept);
    for (const { key, state } of later) {
      if (state === 'APPLIED') await ImportService.undo(this.dataSource, key);
      else if (state !== 'UNDONE') await ImportService.discard(this.dataSource, key);
    }
    await this.dataSource.query('delete from import_run where id > $1', [this.kept]);
  }

  async file(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(this.folder, name);
    await writeFile(path, content);
    return path;
  }

  /** A preview of these features; in longitude and latitude of CGCS2000 unless told otherwise. */
  async features(layer: string, features: readonly FeatureWish[], wishes: ImportWishes = {}): Promise<PreparedImport> {
    const collection = {
      type: 'FeatureCollection',
      features: features.map(({ properties, ground = null }) => ({
        type: 'Feature',
        properties,
        geometry: ground && 'type' in ground ? ground : ground && boxShape(ground),
      })),
    };
    return this.prepare(layer, `${layer}.geojson`, JSON.stringify(collection), { crs: 'EPSG:4490', ...wishes });
  }

  async prepare(
    layer: string,
    fileName: string,
    content: string | Uint8Array,
    wishes: ImportWishes = {},
  ): Promise<PreparedImport> {
    const path = await this.file(fileName, content);
    const found = findLayer(layer);
    if (!found) throw new Error(`No layer ${layer}`);
    return ImportService.prepare(this.dataSource, {
      fileName,
      asOf: '2025-01-01',
      complete: false,
      table: null,
      insist: false,
      encoding: null,
      mapping: null,
      provenance: null,
      attribution: null,
      ...wishes,
      path,
      layer: found,
      crs: wishes.crs == null ? null : parseCrs(wishes.crs),
    });
  }

  /** Previews and writes; every doubt is accepted. */
  async write(layer: string, features: readonly FeatureWish[], wishes: ImportWishes = {}): Promise<PreparedImport> {
    const prepared = await this.features(layer, features, wishes);
    await this.confirm(prepared);
    return prepared;
  }

  async confirm(prepared: PreparedImport, accept = ['OVERLAP', 'OUTSIDE_PARENT', 'GAP']): Promise<void> {
    if (prepared.refusal) throw new Error(`${prepared.refusal.reason}: ${prepared.refusal.message}`);
    await ImportService.confirm(this.dataSource, prepared.key, accept);
  }

  /** Findings of a preview as "SEVERITY REASON code". */
  async findings(prepared: PreparedImport): Promise<string[]> {
    const run = await ImportService.get(this.dataSource, prepared.key);
    const findings = await ImportService.findings(this.dataSource, run, 0);
    const inShort: ReadonlySet<string> = new Set(Object.values(IN_SHORT));
    for (const { reason, message, messageZh } of findings) {
      const faults = [...chineseFaults(messageZh), ...(inShort.has(messageZh) ? ['no sentence of its own'] : [])];
      if (faults.length > 0) throw new Error(`${reason}: ${message} ${messageZh} ${faults.join(', ')}`);
    }
    return findings.map(({ severity, reason, code }) => `${severity} ${reason} ${code ?? '-'}`);
  }

  /** Everything the tables of the features hold, derived tables included, as one text. */
  async everything(): Promise<string> {
    const tables = await this.dataSource.query<{ name: string }[]>(
      `select c.relname as name from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
         and c.relname not like 'import%' and c.relname not in ('data_source', 'tile_state', 'tile_block', 'spatial_ref_sys', 'schema_migration')
         and c.relname not like '%summary%' and c.relname not like 'live\\_%'
       order by 1`,
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const [row] = await this.dataSource.query<{ all: string | null }[]>(
        `select string_agg(t::text, E'\\n' order by t::text) as all from "${name}" t`,
      );
      texts.push(`${name}\n${row?.all ?? ''}`);
    }
    return texts.join('\n\n');
  }
}
