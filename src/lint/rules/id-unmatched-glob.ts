import { entriesOf, recordOf, textsOf } from '../../model/shape.ts';
import { didYouMean } from '../../model/suggest.ts';
import type { Rule } from '../rule.ts';

export const idUnmatchedGlob: Rule = {
  id: 'id/unmatched-glob',
  severity: 'error',
  preset: 'minimal',
  summary: 'Every glob of `bundles` in promptops.yaml fits the id of a prompt.',
  why: 'A bundle that loses a prompt breaks the applications that load it, so `promptops publish` refuses it, long after the prompt was renamed.',
  fix: 'Write the id that `promptops list` shows, or remove the glob.',
  examples: {
    good: [
      {
        prompt: 'messages:\n  - { role: user, content: Sum up the news. }',
        files: { 'promptops.yaml': 'promptops: 1\nmodel: echo/x\nbundles:\n  news: [example]\n' },
      },
    ],
    bad: [
      {
        prompt: 'messages:\n  - { role: user, content: Sum up the news. }',
        files: { 'promptops.yaml': 'promptops: 1\nmodel: echo/x\nbundles:\n  news: [exampel]\n' },
      },
    ],
  },
  *check({ configFile, listing }) {
    if (!listing || !configFile) return;
    // As the file says it, not the config: in `ci` the bundles are those of the base.
    for (const [name, globs] of entriesOf(recordOf(configFile.value)?.['bundles'])) {
      if (name.startsWith('x-')) continue;
      for (const [index, glob] of textsOf(globs).entries()) {
        if (listing.has(glob)) continue;
        const hint = didYouMean(glob, listing.ids);
        yield {
          at: configFile.placeOf(['bundles', name, index]),
          message: `No prompt fits "${glob}" of bundle "${name}".`,
          ...(hint !== null && { hint }),
        };
      }
    }
  },
};
