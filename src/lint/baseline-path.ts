/** Where `lint --write-baseline` keeps what it accepts; by itself, since many ask for it that lint nothing. */
export const baselinePath = 'promptops.baseline.json';
