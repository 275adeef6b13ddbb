/** PostGraphile 5 as its manual advises for production: `serve-postgraphile.ts <folder it is installed in> <database>`. */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Server } from 'node:http';
import { beMeasured } from '../processes.ts';

/** What is used of it: it is installed when it is needed, and not among our packages. */
interface Serv {
  addTo(server: Server): Promise<void>;
}
interface PostGraphile {
  createServ(adaptor: unknown): Serv;
  release(): Promise<void>;
}

const [folder = '', connectionString = '', poolSize = ''] = process.argv.slice(2);
const installed = createRequire(join(folder, 'package.json'));
const load = (name: string): Promise<Record<string, unknown>> => import(pathToFileURL(installed.resolve(name)).href);

const { postgraphile } = (await load('postgraphile')) as { postgraphile: (preset: object) => PostGraphile };
const { PostGraphileAmberPreset } = await load('postgraphile/presets/amber');
const { makePgService } = (await load('postgraphile/adaptors/pg')) as { makePgService: (options: object) => object };
const { grafserv } = await load('postgraphile/grafserv/node');

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [
    makePgService({
      connectionString,
      schemas: ['bench'],
      // As many connections as the product has, and none that ends with the account of its processor time.
      poolConfig: { max: Number(poolSize), idleTimeoutMillis: 0 },
    }),
  ],
  grafserv: { graphiql: false, websockets: false },
  grafast: { explain: false },
});
const server = createServer();
await instance.createServ(grafserv).addTo(server);
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

beMeasured({ postgraphile: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }, async () => {
  server.closeAllConnections();
  server.close();
  await instance.release();
});
