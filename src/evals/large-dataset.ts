import type { PromptFile } from '../model/prompt-file.ts';

/** A dataset with more rows than are committed unasked: its answers stay in the cache. */
export type LargeDataset = { readonly prompt: string; readonly dataset: string; readonly rows: number };

const maxCommittedRows = 2000;

/** Those of a prompt, given how many rows its entries run over, whatever was selected of them. */
export function largeDatasets(
  { id, datasets }: Pick<PromptFile, 'id' | 'datasets'>,
  rows: ReadonlyMap<string, number>,
): readonly LargeDataset[] {
  return [...rows]
    .filter(([dataset, count]) => count > maxCommittedRows && datasets[dataset]?.record !== true)
    .map(([dataset, count]) => ({ prompt: id, dataset, rows: count }));
}

/** Whether a case is a row of one of these. */
export function isRowOf(
  large: readonly LargeDataset[],
): (call: { readonly prompt: string; readonly case: string }) => boolean {
  return (call) =>
    large.some(({ prompt, dataset }) => prompt === call.prompt && call.case.startsWith(`${dataset}:`));
}

/** What a reader must know of it, before the next run asks again. */
export const noteOf = ({ prompt, dataset, rows }: LargeDataset): string =>
  `Answers to the ${rows} rows of "${dataset}" of "${prompt}" are kept in .promptops/cache and not committed: ` +
  `above ${maxCommittedRows} rows that takes \`record: true\` on the dataset.`;
