import { PromptopsError } from '../errors.ts';
import { openLayout } from '../model/project.ts';
import type { Context } from './context.ts';
import { withFiles } from './open-project.ts';

/** Environment variables that the config names as keys of providers; none where it cannot be read. */
export async function keyNames(context: Context): Promise<readonly string[]> {
  try {
    return await withFiles(context, null, async ({ snapshot }) => {
      const { config } = await openLayout(snapshot);
      return Object.values(config.providers).flatMap(({ apiKey }) => (apiKey ? [apiKey] : []));
    });
  } catch (error) {
    if (error instanceof PromptopsError) return [];
    throw error;
  }
}
