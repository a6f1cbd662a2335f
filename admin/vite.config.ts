import { fileURLToPath } from 'node:url';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Where a Galley runs that answers the API while the admin is developed. */
const server = process.env.GALLEY_URL ?? 'http://127.0.0.1:4400';
const proxy = Object.fromEntries(['/manage', '/auth', '/graphql', '/upload', '/media'].map((path) => [path, server]));

export default defineConfig({
  base: '/admin/',
  plugins: [react(), tailwind()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'baseline-widely-available',
    // data: addresses of scripts and fonts would need a wider content security policy
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      // React's directives mean nothing to the bundler
      onwarn: (warning, warn) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || warn(warning),
    },
  },
  server: { host: '127.0.0.1', proxy },
  preview: { host: '127.0.0.1', proxy },
  test: { environment: 'jsdom', setupFiles: ['./test/setup.ts'], include: ['test/**/*.test.{ts,tsx}'], css: false },
});
