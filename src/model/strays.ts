import type { Fault } from './fault.ts';
import type { FileStore } from './files.ts';
import { type Layout, promptEnding } from './layout.ts';
import { fileStart } from './place.ts';
import type { PromptPlace } from './prompt-file.ts';
import { resolveReference } from './reference.ts';
import { recordOf, textOf } from './shape.ts';
import { didYouMean } from './suggest.ts';

/** Gives test files that stand elsewhere to the prompts they name. */
export async function placeStrays(
  layout: Layout,
  store: FileStore,
): Promise<{ readonly prompts: readonly PromptPlace[]; readonly faults: readonly Fault[] }> {
  if (layout.strays.length === 0) return { prompts: layout.prompts, faults: [] };
  for (const path of layout.strays) store.view().yaml(path, 'test');
  await store.fetch();
  const faults: Fault[] = [];
  const testPaths = new Map<string, string>();
  for (const path of layout.strays) {
    const target = strayTarget(path, store, layout, faults);
    if (!target) continue;
    const taken = target.testPath ?? testPaths.get(target.path);
    if (taken === undefined) testPaths.set(target.path, path);
    else
      faults.push(
        strayFault(path, `"${target.id}" has a test file already: "${taken}".`, 'Move the cases there.'),
      );
  }
  const prompts = layout.prompts.map((place) => ({
    ...place,
    testPath: place.testPath ?? testPaths.get(place.path) ?? null,
  }));
  return { prompts, faults };
}

const strayFault = (path: string, message: string, hint: string | null): Fault => ({
  rule: 'schema/invalid',
  message,
  at: fileStart(path),
  ...(hint === null ? {} : { hint }),
});

function strayTarget(
  path: string,
  store: FileStore,
  { prompts }: Layout,
  faults: Fault[],
): PromptPlace | null {
  const found = store.view().yaml(path, 'test');
  if (found.state !== 'found') return null;
  const named = textOf(recordOf(found.file.file.value)?.['prompt']);
  const target = named === null ? null : resolveReference(path, named).path;
  const place = prompts.find((candidate) => candidate.path === target) ?? null;
  if (place) return place;
  faults.push(...found.file.faults);
  const paths = prompts.map((candidate) => candidate.path);
  if (named === null) {
    const message = `The test file tests no prompt: none of its name stands beside it, and it names none.`;
    faults.push(strayFault(path, message, `Add "prompt: ./<name>${promptEnding}".`));
  } else {
    const hint = target === null ? null : didYouMean(target, paths);
    const message = `There is no prompt file "${target ?? named}" under the prompts folders.`;
    faults.push({ ...strayFault(path, message, hint), at: found.file.file.placeOf(['prompt']) });
  }
  return null;
}
