import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` and `npm run preview` find the API. */
const api = process.env.DASHBOARD_API ?? 'http://127.0.0.1:8000';
const proxy = { '/api': { target: api, changeOrigin: false } };

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  // The API replaces this word in index.html by a fresh nonce on each request.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    target: 'es2022',
    // The policy allows neither data: fonts nor inline scripts: everything is a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: { proxy },
  preview: { proxy },
  test: {
    restoreMocks: true,
    // Typing and clicking in jsdom takes its time on a machine that builds images meanwhile.
    testTimeout: 30_000,
    pool: 'threads',
    // Pure functions need no browser; setting one up per file is what takes the time.
    projects: [
      {
        extends: true,
        test: { name: 'pure', isolate: false, include: ['{src/lib,tests}/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          environment: 'jsdom',
          setupFiles: ['./vitest.setup.ts'],
          include: ['src/{api,components,features,app}/**/*.test.{ts,tsx}'],
        },
      },
    ],
  },
});
