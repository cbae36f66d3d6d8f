import { readTemplates } from '../source/package-files.ts';
import { version } from '../version.ts';

/**
 * Workflows for GitHub by their path in the repository: judge a pull request, comment on it, ask the models
 * anew, make a release.
 * `prefix`: folder of the project in the repository.
 */
export async function workflowFiles(prefix: string): Promise<ReadonlyMap<string, string>> {
  // It stands between double quotes.
  const directory = JSON.stringify(prefix || '.').slice(1, -1);
  const templates = await readTemplates('workflows');
  return new Map(
    [...templates].map(([name, text]) => [
      `.github/workflows/${name}`,
      text.replaceAll('{{version}}', version).replaceAll('{{directory}}', directory),
    ]),
  );
}
