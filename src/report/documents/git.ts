import type { GitReport } from '../../commands/git.ts';
import { code, type Document, good, group, type Line, line, muted, plain, strong } from '../document.ts';

/** What git was told, or no longer is, and what is left to do. */
export function gitDocument({ action, dryRun, verdict, attributes, settings }: GitReport): Document {
  const isInstall = action === 'install';
  const sign = isInstall ? good('+ ') : muted('- ');
  const verb = `${dryRun ? 'Would ' : ''}${isInstall ? 'write' : 'remove'}`;
  const title = dryRun ? verb : isInstall ? 'Wrote' : 'Removed';
  return {
    title: `promptops git ${action}`,
    blocks: [
      ...group(
        `${title}, in ${attributes.path}`,
        attributes.lines.map((text): Line => [sign, plain(text)]),
      ),
      ...group(
        `${title}, in the configuration of this clone`,
        settings.map(
          ({ key, before, after }): Line => [sign, plain(`${key} = `), muted(after ?? before ?? '')],
        ),
      ),
      ...(verdict === 'unchanged' ? [line(plain('Nothing to do.'))] : []),
      ...(isInstall && attributes.lines.length > 0
        ? [
            line(strong('Next:  '), code(`git add ${attributes.path}`)),
            line(muted('Every clone that is to show prompts so runs "promptops git install" once.')),
          ]
        : []),
    ],
  };
}
