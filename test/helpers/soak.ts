import fc from 'fast-check';

/** How many times over property tests run: once, and `npm run test:soak` says more. */
const times = Number(process.env['PROMPTOPS_SOAK'] ?? 1);

fc.configureGlobal({ numRuns: 100 * times });

/** Runs of a property that needs more or fewer than the usual hundred. */
export const soaked = (runs: number): number => runs * times;
