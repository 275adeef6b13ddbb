import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { readEnv } from './server/env.ts';

const { port } = readEnv();
const api = `http://localhost:${port}`;

export default defineConfig({
  root: fileURLToPath(new URL('client', import.meta.url)),
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('.build/client', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // Fonts stay files of their own: only the character ranges a page shows are fetched.
    assetsInlineLimit: (file) => (/\.woff2?$/.test(file) ? false : undefined),
    // The map library alone is larger than the limit at which Vite warns.
    chunkSizeWarningLimit: 2000,
  },
  // npm run dev: pages from here, data from the server.
  server: { proxy: { '/graphql': api, '/tiles': api, '/health': api } },
});
