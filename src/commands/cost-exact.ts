import { PromptopsError } from '../errors.ts';
import type { Config } from '../model/config.ts';
import { createVendorCounter } from '../providers/count-tokens.ts';
import type { ModelRequest } from '../render/request.ts';
import { fileCache } from '../source/cache.ts';
import { readEnvironment } from '../source/env-file.ts';
import type { Root } from '../source/root.ts';
import type { Context } from './context.ts';

/** Input tokens of a request as its vendor counts them; null: it counts for nobody. */
export type CountExactly = (request: ModelRequest) => Promise<number | null>;

/** Runs `use` with the vendors' counting endpoints at hand; what they said once is in the cache. */
export async function withExactCounts<Result>(
  { root, config }: { readonly root: Root; readonly config: Config },
  context: Context,
  use: (count: CountExactly) => Promise<Result>,
): Promise<Result> {
  const counter = createVendorCounter({
    providers: config.providers,
    env: await readEnvironment(root, context.env),
    cache: fileCache(root, context.note),
    signal: context.signal,
  });
  try {
    return await use((request) => counter.count(request).catch(explain));
  } finally {
    await counter.close();
  }
}

function explain(error: unknown): never {
  if (!(error instanceof PromptopsError) || error.code !== 'missing-key') throw error;
  const { code, message } = error;
  throw new PromptopsError(code, message, { hint: 'Set it, or leave out "--exact": estimates need no key.' });
}
