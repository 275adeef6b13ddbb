/** The thread in which the embedded database lives. Plain JavaScript, because a worker of Node 20 starts no TypeScript. */
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import './large-keys.mjs';
import { PGlite } from '@electric-sql/pglite';
import { unpackCluster } from './fresh-cluster.mjs';
import { createPostgis, loadPostgis, postgis, postgisFiles } from './postgis.mjs';

const { database: folder, unfinished, cache } = workerData;

/** What PostgreSQL sets aside is resident at once, and pages that do not fit come from the system's cache of the disk. */
const settings = ['shared_buffers=32MB', 'max_connections=5', 'max_wal_senders=0'];

async function open() {
  const files = postgisFiles(cache);
  files.catch(() => undefined); // it is awaited below
  // A creation that was cut short has acknowledged nothing: begin again.
  if (existsSync(unfinished)) await rm(folder, { recursive: true, force: true });
  const isNew = !existsSync(`${folder}/PG_VERSION`);
  if (isNew) {
    await writeFile(unfinished, 'The embedded database is being made.\n');
    parentPort.postMessage({ progress: 'creating the embedded database' });
    await unpackCluster(folder);
  }
  const database = await PGlite.create({
    dataDir: folder,
    extensions: { postgis },
    startParams: [...PGlite.defaultStartParams, ...settings.flatMap((setting) => ['-c', setting])],
  });
  await loadPostgis(database, await files);
  if (isNew) {
    parentPort.postMessage({ progress: 'adding PostGIS' });
    await createPostgis(database, await files);
    await database.exec('checkpoint');
    await rm(unfinished);
  }
  return database;
}

const database = await open();
const { rows } = await database.query(`select current_setting('server_version') as version`);

async function execute(batch) {
  const chunks = [];
  await database.execProtocolRawStream(batch, { onRawData: (bytes) => chunks.push(bytes.slice()) });
  const reply = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    reply.set(chunk, at);
    at += chunk.length;
  }
  return reply;
}

// One at a time: the arbiter sends the next batch after the last one's reply.
parentPort.on('message', async ({ batch }) => {
  if (!batch) {
    await database.close();
    parentPort.postMessage({ closed: true });
    parentPort.close();
    return;
  }
  try {
    const reply = await execute(batch);
    parentPort.postMessage({ reply }, [reply.buffer]);
  } catch (error) {
    parentPort.postMessage({ error: String(error) });
  }
});
parentPort.postMessage({ ready: rows[0].version });
