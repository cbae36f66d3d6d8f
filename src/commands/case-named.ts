import { PromptopsError } from '../errors.ts';
import { expandDataset } from '../model/dataset.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { didYouMean } from '../model/suggest.ts';
import type { Case } from '../model/test-file.ts';

/** The case of that id, hand-written or from a dataset row (`tickets:42`). */
export async function caseNamed(id: string, file: PromptFile, snapshot: Snapshot): Promise<Case> {
  const cases = file.tests?.cases ?? [];
  const written = cases.find((candidate) => candidate.id === id);
  if (written) return written;
  for (const test of file.tests?.datasets ?? []) {
    if (!id.startsWith(`${test.dataset}:`)) continue;
    for await (const row of expandDataset(test, file, snapshot)) if (row.id === id) return row;
  }
  const known = cases.map((candidate) => candidate.id);
  throw new PromptopsError('not-found', `Prompt "${file.id}" has no case "${id}".`, {
    hint: didYouMean(id, known) ?? (known.length > 0 ? `It has: ${known.join(', ')}.` : 'It has no cases.'),
  });
}
