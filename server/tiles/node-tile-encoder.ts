import { Worker } from 'node:worker_threads';
import type { Pass } from '../kernel/database/read-session.ts';
import { TILE_BUFFER, TILE_EXTENT, WORLD_WIDTH, type TileLayer } from './layers.ts';
import type { PreparedQueries } from './prepared-queries.ts';
import type { TileAddress } from './tile-address.ts';
import type { EncodedTile, TileEncoder } from './tile-encoder.ts';
import { versionedShapesStatement } from './tile-statement.ts';

type Reply = { readonly id: number } & ({ readonly body: Uint8Array } | { readonly error: string });

interface Waiting {
  readonly resolve: (body: Buffer) => void;
  readonly reject: (error: Error) => void;
}

/** For a PostGIS without ST_AsMVT: the shapes of the tile are cut and encoded here, in a thread of their own. */
export class NodeTileEncoder implements TileEncoder {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private jobs = 0;

  constructor(private readonly queries: PreparedQueries) {}

  async encode(layers: readonly TileLayer[], at: TileAddress, pass?: Pass): Promise<EncodedTile> {
    const [row] = await this.queries.rows<Record<string, string | number | null>>(
      versionedShapesStatement(layers, at),
      pass,
    );
    const texts = layers.flatMap(({ name }) => (typeof row?.[name] === 'string' ? [[name, row[name]]] : []));
    const body = texts.length === 0 ? Buffer.alloc(0) : await this.inThread({ at, layers: texts });
    return { body, version: Number(row?.['version'] ?? 0) };
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private inThread(job: object): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const id = (this.jobs += 1);
      this.waiting.set(id, { resolve, reject });
      this.worker ??= this.start();
      this.worker.postMessage({ id, ...job, extent: TILE_EXTENT, buffer: TILE_BUFFER, worldWidth: WORLD_WIDTH });
    });
  }

  /** Begun with the first tile; when it ends by itself, those who wait are told and the next tile begins another one. */
  private start(): Worker {
    const worker = new Worker(new URL('./encode-worker.mjs', import.meta.url), { execArgv: [] });
    worker.unref();
    worker.on('message', (reply: Reply) => {
      const { resolve, reject } = this.waiting.get(reply.id) ?? {};
      this.waiting.delete(reply.id);
      if ('body' in reply) {
        const { buffer, byteOffset, byteLength } = reply.body;
        resolve?.(Buffer.from(buffer, byteOffset, byteLength));
      } else reject?.(new Error(reply.error));
    });
    let reason = new Error('The thread that encodes tiles has ended.');
    worker.on('error', (error: Error) => (reason = error));
    worker.on('exit', () => {
      this.worker = null;
      for (const { reject } of this.waiting.values()) reject(reason);
      this.waiting.clear();
    });
    return worker;
  }
}
