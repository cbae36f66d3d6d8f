import { refuseFaults } from '../evals/faults.ts';
import type { PriceBook } from '../meter/prices.ts';
import type { Config } from '../model/config.ts';
import { readConfig } from '../model/project.ts';
import { didYouMean, findNearest } from '../model/suggest.ts';
import type { Context } from './context.ts';
import { type OpenedFiles, type Sourced, withFiles } from './open-project.ts';

/** The config of a project at a ref. Prices with faults are refused: list prices would pass for the real ones. */
export const withPricing = <Result>(
  context: Context,
  ref: string | null,
  use: (opened: OpenedFiles & Sourced & { readonly config: Config }) => Promise<Result>,
): Promise<Result> =>
  withFiles(context, ref, async (opened) => {
    const { config, faults } = await readConfig(opened.snapshot);
    refuseFaults(faults);
    return use({ ...opened, config });
  });

/** "Did you mean", among the models of the same provider, else among all. */
export function nearestModel(book: PriceBook, id: string, config: Config): string | null {
  const slash = id.indexOf('/');
  const provider = id.slice(0, Math.max(slash, 0));
  const near = findNearest(id.slice(slash + 1), book.known(provider, config));
  if (near !== null) return `Did you mean "${provider}/${near}"?`;
  return didYouMean(
    id,
    book.all(config).map(({ model }) => model),
  );
}
