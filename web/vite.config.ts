import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));
/** While the pages are being developed, a running server answers: `npm start`, and `npx vite web` beside it. */
const server = process.env.FENCUN_SERVER ?? 'http://127.0.0.1:7070';

export default defineConfig({
  root,
  plugins: [react()],
  server: {
    host: '127.0.0.1',
    port: 7071,
    proxy: { '/api': { target: server, changeOrigin: false } },
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
