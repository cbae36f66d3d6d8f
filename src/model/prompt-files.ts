import { createFileStore, type Parsed, refusalRule } from './files.ts';
import { layOut, promptEnding, recordingsFolder, recordingsIn, testEnding } from './layout.ts';
import { partialNamesOf } from './partials.ts';
import { type Project, readConfig, readPrompts } from './project.ts';
import type { Snapshot } from './snapshot.ts';

export type PromptFilesOptions = {
  /** Where the test of a prompt without one beside it stands; null: there is none; absent: that is not known. */
  readonly testElsewhere?: string | null;
  /** What other snapshots have in common with this one. */
  readonly parsed?: Parsed;
};

/**
 * The prompts of some prompt files with the tests beside them, and nothing else: what it costs depends on them and not
 * on the size of the project, whose folders are not listed. So `ids` are theirs alone, and what only the whole project
 * shows (two prompts of one id, an alias that is taken) is not looked for. null where only the whole project can tell:
 * a prompt without a test file beside it may have one elsewhere; a folder or link may lead out of the repository.
 */
export async function loadPromptFiles(
  snapshot: Snapshot,
  paths: readonly string[],
  { testElsewhere, parsed }: PromptFilesOptions = {},
): Promise<Project | null> {
  const { config, configFile, faults } = await readConfig(snapshot);
  const tests = paths.map((path) => path.slice(0, -promptEnding.length) + testEnding);
  try {
    const present = await snapshot.identify([...paths, ...tests, ...(testElsewhere ? [testElsewhere] : [])]);
    const layout = layOut([...present.keys()], config.promptRoots);
    if (testElsewhere === undefined && layout.prompts.some(({ testPath }) => testPath === null)) return null;
    const elsewhere = testElsewhere && present.has(testElsewhere) ? testElsewhere : null;
    const places = layout.prompts.map((place) => ({ ...place, testPath: place.testPath ?? elsewhere }));
    const around = await snapshot.list([
      ...places.map(({ path }) => recordingsFolder(path)),
      config.partials,
    ]);
    const known = { config, partialNames: partialNamesOf(config.partials, around) };
    return {
      config,
      configFile,
      ids: places.map(({ id }) => id),
      prompts: await readPrompts(places, createFileStore(snapshot, config.files, parsed), known),
      recordings: recordingsIn(around),
      faults,
    };
  } catch (error) {
    if (refusalRule(error) === null) throw error;
    return null;
  }
}
