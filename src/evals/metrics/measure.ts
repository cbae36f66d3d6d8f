/** How near a text comes to a reference, and the figures that make it up, in words. */
export type Measure = { readonly score: number; readonly parts: string };

/** Precision, recall and what is made of them. */
export const partsOf = (precision: number, recall: number): string =>
  `precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`;
