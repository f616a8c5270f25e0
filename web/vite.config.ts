// Vite configuration: Svelte and Tailwind, the catalogue and the compressed twins; `/api` goes to a running server.
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vitest/config';
import { catalogue } from './build/catalogue.mjs';
import { inline } from './build/inline.mjs';
import { serviceWorker } from './build/serviceWorker.mjs';
import { twins } from './build/twins.mjs';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const api = process.env.CHONOI_API ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [catalogue(), tailwindcss(), svelte(), inline(), serviceWorker(), twins()],
  resolve: { alias: { $lib: here('src/lib'), $locales: here('../locales') } },
  server: { port: 5173, strictPort: true, proxy: { '/api': api, '/healthz': api } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: { index: here('index.html'), 'service-worker': here('src/service-worker.ts') },
      output: {
        // The service worker answers for the folder it lies in, so it has to lie at the top, always under one name.
        entryFileNames: (chunk) => (chunk.name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
        // What the first page shares with the others in one file instead of five: a request costs more than its bytes.
        codeSplitting: {
          groups: [
            {
              name: 'base',
              test: /node_modules\/(?!idb)|src\/lib\/(api\/(?!index)|format|i18n|router|state)\/|ui\/(Page|Icon|GoodIcon|icons|Tag|Failed|Loading)\b/,
            },
          ],
        },
        chunkFileNames: (chunk) => {
          const words = /virtual:messages\/(\w+)/.exec(chunk.facadeModuleId ?? '');
          return words ? `assets/words-${words[1]}-[hash].js` : 'assets/[name]-[hash].js';
        },
      },
    },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node', reporters: ['default'] },
});
