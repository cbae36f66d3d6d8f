import type { Facts } from '../../src/lint/facts.ts';
import { createGatherer } from '../../src/lint/gather-facts.ts';
import type { Project } from '../../src/model/project.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';

/** The facts of a project and all its prompts as one. */
export async function gatherAll(
  project: Project,
  snapshot: Snapshot,
  moment: Pick<Facts, 'today' | 'ci'>,
): Promise<Facts> {
  const gatherer = createGatherer(project, snapshot, moment);
  let all = await gatherer.ofProject();
  for (const prompt of project.prompts) {
    const { models, sizes, secrets, lines } = await gatherer.ofPrompt(prompt);
    all = {
      ...all,
      models: { ...all.models, ...models },
      sizes: { ...all.sizes, ...sizes },
      secrets: { ...all.secrets, ...secrets },
      lines: { ...all.lines, ...lines },
    };
  }
  return all;
}
