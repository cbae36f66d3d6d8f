import type { DriftedBundle, DriftReport } from '../../commands/drift.ts';
import {
  type Block,
  bad,
  code,
  counted,
  type Document,
  good,
  type Line,
  line,
  muted,
  plain,
  strong,
  warn,
} from '../document.ts';

/** What channels serve beside what stands on the default branch. */
export function driftDocument({ verdict, branch, bundles }: DriftReport): Document {
  const drifted = bundles.filter(({ prompts }) => prompts.length > 0);
  return {
    title: `promptops drift: ${verdict}`,
    blocks: [
      ...bundles.map(bundleBlock),
      line(plain('')),
      line(
        drifted.length === 0 ? good('✔ in step') : warn('! drifted'),
        muted(`  ${counted(drifted.length, 'bundle')} of ${bundles.length} differ from ${branch.name}`),
        muted(` (${branch.commit.slice(0, 10)})`),
      ),
      ...(drifted.length > 0
        ? [line(strong('Next:  '), code('promptops publish'), plain(', then '), code('promptops promote'))]
        : []),
    ],
  };
}

function bundleBlock({ channel, bundle, version, bump, prompts }: DriftedBundle): Block {
  const items = prompts.map(
    ({ prompt, served, branch, bump: own }): Line => [
      own === 'major' ? bad('! ') : warn('! '),
      plain(prompt),
      muted(`  ${own}  ${short(served)} → ${short(branch)}`),
    ],
  );
  return {
    type: 'section',
    title: [
      strong(`${channel}: ${bundle} ${version}`),
      muted(prompts.length === 0 ? '  as on the branch' : `  ${bump}`),
    ],
    blocks: items.length === 0 ? [] : [{ type: 'list', items }],
  };
}

const short = (digest: string | null): string => digest?.slice(0, 'sha256:'.length + 8) ?? 'not there';
