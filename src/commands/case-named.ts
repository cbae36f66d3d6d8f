import { PromptopsError } from '../errors.ts';
import { expandDataset } from '../model/dataset.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { didYouMean } from '../model/suggest.ts';
import type { Case } from '../model/test-file.ts';

/** How many ids a "did you mean" looks through. */
const maxKnown = 20_000;

/** The case of that id, hand-written or from a dataset row (`tickets:42`). */
export async function caseNamed(id: string, file: PromptFile, snapshot: Snapshot): Promise<Case> {
  const cases = file.tests?.cases ?? [];
  const datasets = file.tests?.datasets ?? [];
  const written = cases.find((candidate) => candidate.id === id);
  if (written) return written;
  const known = cases.map((candidate) => candidate.id);
  for (const test of datasets) {
    if (!id.startsWith(`${test.dataset}:`)) continue;
    for await (const row of expandDataset(test, file, snapshot)) {
      if (row.id === id) return row;
      if (known.length < maxKnown) known.push(row.id);
    }
  }
  const names = [...cases.map((one) => one.id), ...datasets.map(({ dataset }) => `${dataset}:<row>`)];
  const all = names.length > 0 ? `It has: ${[...new Set(names)].join(', ')}.` : 'It has no cases.';
  throw new PromptopsError('not-found', `Prompt "${file.id}" has no case "${id}".`, {
    hint: didYouMean(id, known) ?? all,
  });
}
