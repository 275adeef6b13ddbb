import { Buffer } from 'node:buffer';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { Kind, parse, print, stripIgnoredCharacters, visit, type FieldNode } from 'graphql';
import { build, defineConfig, type Plugin, type Rolldown } from 'vite';
import { readEnv } from './server/env.ts';

const { port } = readEnv();
const api = `http://localhost:${port}`;
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * The map library ships one bundle for the page and one for its worker, which repeats a third of it, and a decoder of a tile
 * format that is not ours. Built from its sources, page and worker share what is the same, and the decoder is left out.
 */
function leanMapLibrary(): Plugin {
  const sources = here('node_modules/maplibre-gl/src');
  const workerUrl = 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
  let worker = '';
  return {
    name: 'lean-map-library',
    apply: 'build',
    enforce: 'pre',
    buildStart() {
      worker = this.emitFile({ type: 'chunk', id: `${sources}/source/worker.ts`, name: 'map-worker' });
    },
    resolveId(id) {
      if (id === 'maplibre-gl') return `${sources}/index.ts`;
      if (id === workerUrl || id === '@maplibre/mlt') return `\0${id}`;
      return null;
    },
    async load(id) {
      if (id.endsWith('/maplibre-gl/package.json')) {
        // Of its own description the library reads nothing but the version.
        const { version } = JSON.parse(await readFile(id, 'utf8')) as { version: string };
        return JSON.stringify({ version });
      }
      if (id === `\0${workerUrl}`) return `export default import.meta.ROLLUP_FILE_URL_${worker};`;
      if (id !== '\0@maplibre/mlt') return null;
      return `export const GEOMETRY_TYPE = {};
        export function decodeTile() { throw new Error('This map reads Mapbox vector tiles only.'); }`;
    },
  };
}

/**
 * Writes client/first-questions.ts into the page, so that it asks at once, and beside it the addresses of the application's
 * and the map's code. The server allows exactly this script by its hash.
 */
function firstQuestions(): Plugin {
  return {
    name: 'first-questions',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      async handler(_html, { bundle }) {
        const page = chunksBehind(bundle ?? {}, 'index');
        const [first = ''] = page;
        const map = [...chunksBehind(bundle ?? {}, 'map-stage'), ...chunksBehind(bundle ?? {}, 'map-worker')];
        const more = [...new Set(map)].filter((name) => !page.includes(name)).map((name) => `/${name}`);
        return [
          { tag: 'meta', attrs: { name: 'code', content: [`/${first}`, ...more].join(' ') }, injectTo: 'head-prepend' },
          { tag: 'script', children: await firstScript(), injectTo: 'head-prepend' },
        ];
      },
    },
  };
}

/** The files of a chunk and of all it imports at once. */
function chunksBehind(bundle: Rolldown.OutputBundle, name: string): string[] {
  const found = new Set<string>();
  const follow = (file: string): void => {
    const chunk = bundle[file];
    if (chunk?.type !== 'chunk' || found.has(file)) return;
    found.add(file);
    chunk.imports.forEach(follow);
  };
  for (const file of Object.values(bundle)) if (file.type === 'chunk' && file.name === name) follow(file.fileName);
  return [...found];
}

async function firstScript(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [documentsAsText()],
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: { input: here('client/first-questions.ts'), output: { format: 'iife' } },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) => ('output' in one ? one.output : []));
  const [chunk] = outputs.filter((file) => file.type === 'chunk');
  if (!chunk || chunk.code.includes('</script')) throw new Error('client/first-questions.ts cannot stand in the page.');
  return chunk.code.trim();
}

/** Documents as the application's cache will ask for them: with the type of every object. */
function documentsAsText(): Plugin {
  const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
  return {
    name: 'documents-as-text',
    transform(text, id) {
      if (!id.endsWith('.graphql')) return null;
      const typed = visit(parse(text), {
        SelectionSet(node, _key, parent) {
          const root = parent && !Array.isArray(parent) && 'operation' in parent;
          return root ? undefined : { ...node, selections: [...node.selections, typename] };
        },
      });
      return { code: `export const text = ${JSON.stringify(stripIgnoredCharacters(print(typed)))};`, map: null };
    },
  };
}

/** Compressed once, as well as it goes, beside the files themselves: the server sends what a browser takes. */
function compressed(): Plugin {
  const brotli = promisify(brotliCompress);
  const zip = promisify(gzip);
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle({ dir = '' }) {
      const names = await readdir(dir, { recursive: true });
      const texts = names.filter((name) => /\.(js|mjs|css|html|svg|json)$/.test(name));
      await Promise.all(
        texts.map(async (name) => {
          const file = join(dir, name);
          const bytes = await readFile(file);
          const params = { [constants.BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(bytes) };
          await writeFile(`${file}.br`, await brotli(bytes, { params }));
          await writeFile(`${file}.gz`, await zip(bytes, { level: 9 }));
        }),
      );
    },
  };
}

export default defineConfig({
  root: here('client'),
  plugins: [leanMapLibrary(), react(), firstQuestions(), compressed()],
  // The map library's sources declare fields that their parent classes have already filled.
  oxc: { typescript: { removeClassFieldsWithoutInitializer: true }, assumptions: { setPublicClassFields: true } },
  build: {
    outDir: here('.build/client'),
    emptyOutDir: true,
    target: 'es2022',
    // Fonts stay files of their own: only the character ranges a page shows are fetched.
    assetsInlineLimit: (file) => (/\.woff2?$/.test(file) ? false : undefined),
    // The map library alone is larger than the limit at which Vite warns.
    chunkSizeWarningLimit: 2000,
  },
  // npm run dev: pages from here, data from the server.
  server: {
    proxy: {
      '/graphql': { target: api, ws: true },
      '/tiles': api,
      '/health': api,
      '/imports': api,
      '/exports': api,
      '/ogc': api,
      '/sign-in': api,
      '/sign-out': api,
      '/issues': api,
    },
  },
});
