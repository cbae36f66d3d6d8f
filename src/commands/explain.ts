import { PromptopsError } from '../errors.ts';
import { exampleFiles } from '../lint/example.ts';
import type { Example, Preset, Rule } from '../lint/rule.ts';
import { rules } from '../lint/rules/registry.ts';
import type { Finding } from '../model/finding.ts';
import { didYouMean } from '../model/suggest.ts';
import { readRepository } from '../source/repository.ts';
import { findRoot } from '../source/root.ts';
import { tool } from '../version.ts';
import type { Command } from './context.ts';
import type { ReportHead } from './report-head.ts';

export type ExplainOptions = { readonly rule: string };

export type ExplainReport = ReportHead<'explain', 'explained'> & {
  readonly rule: {
    readonly id: string;
    readonly level: Finding['level'];
    /** The smallest preset that has it on. */
    readonly preset: Preset;
    readonly summary: string;
    readonly why: string;
    readonly fix: string;
  };
  /** How to switch it off or suppress it, in words; for a rule that cannot be, why. */
  readonly silence: string;
  /** Small projects by path; the config goes without saying. */
  readonly good: readonly ExampleFiles[];
  readonly bad: readonly ExampleFiles[];
};

export type ExampleFiles = readonly { readonly path: string; readonly text: string }[];

/** What a rule means, with examples, and how to fix or silence what it finds. */
export const explainCommand: Command<ExplainOptions, ExplainReport> = async ({ rule: id }, context) => {
  const rule = rules.find((known) => known.id === id) ?? unknown(id);
  const { severity: level, preset, summary, why, fix, examples } = rule;
  return {
    kind: 'explain',
    schemaVersion: 1,
    tool,
    verdict: 'explained',
    exitCode: 0,
    source: await readRepository(await findRoot(context.cwd)),
    rule: { id, level, preset, summary, why, fix },
    silence: silenceOf(rule),
    good: examples.good.map(shown),
    bad: examples.bad.map(shown),
  };
};

function unknown(id: string): never {
  const ids = rules.map((rule) => rule.id);
  const group = ids.filter((known) => known.startsWith(`${id}/`));
  const hint = didYouMean(id, ids) ?? (group.length > 0 ? `The group has: ${group.join(', ')}.` : null);
  throw new PromptopsError('not-found', `There is no rule "${id}".`, {
    hint: hint ?? 'The rules are listed below.',
    details: hint ? [] : ids,
  });
}

function silenceOf({ id, locked }: Rule): string {
  if (locked) return 'It can be neither switched off nor suppressed: every command refuses such a file.';
  return [
    `At one place: "# promptops-disable-next-line ${id} -- <reason>" on the line before.`,
    `Everywhere: "lint: { rules: { ${id}: off } }" in promptops.yaml; for some files under "lint.overrides".`,
  ].join(' ');
}

/** The files a reader has to see: not the config that every example has. */
function shown(example: Example): ExampleFiles {
  const written = typeof example === 'string' ? {} : (example.files ?? {});
  return Object.entries(exampleFiles(example))
    .filter(([path]) => path !== 'promptops.yaml' || Object.hasOwn(written, path))
    .map(([path, text]) => ({ path, text }));
}
