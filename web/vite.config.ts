import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { fakeServer } from './dev/fake-server.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
/** Where `npm run web` finds a real server; without it the synthetic one answers (development only). */
const server = process.env.FENCUN_SERVER;

export default defineConfig({
  root,
  plugins: [react(), ...(server === undefined ? [fakeServer()] : [])],
  server: {
    host: '127.0.0.1',
    port: 7071,
    ...(server === undefined ? {} : { proxy: { '/api': { target: server, changeOrigin: false } } }),
  },
  preview: { host: '127.0.0.1', port: 7072 },
  build: {
    outDir: fileURLToPath(new URL('../dist/web', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // No data: URIs, so that the content security policy can stay at default-src 'self'.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
});
