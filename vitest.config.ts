import { defineConfig } from 'vitest/config';
import { closingLine } from './test/helpers/closing-line.ts';

/** `npm run test:soak` runs every property test this many times over. */
const soak = Number(process.env['PROMPTOPS_SOAK'] ?? 1);

export default defineConfig({
  test: {
    // Most end-to-end tests wait for processes and servers: by default one core of two would idle.
    maxWorkers: '100%',
    reporters: ['default', closingLine],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**'],
          setupFiles: ['test/helpers/soak.ts'],
          pool: 'threads',
          isolate: false,
          testTimeout: 30_000 * soak,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          pool: 'forks',
          globalSetup: ['test/e2e/build.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
