import { PromptopsError } from '../errors.ts';
import { refuseFaults } from '../evals/faults.ts';
import { rules } from '../lint/rules/registry.ts';
import { readSettings, type Setting } from '../lint/settings.ts';
import { configPath, defaultFileLimits, type LintConfig, parseConfig } from '../model/config.ts';
import { folderOf } from '../model/reference.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { didYouMean } from '../model/suggest.ts';
import { parseYaml } from '../model/yaml-file.ts';
import { readRepository } from '../source/repository.ts';
import { findRoot } from '../source/root.ts';
import { projectSelectors } from '../source/selector.ts';
import { readSnapshot } from '../source/snapshot.ts';
import { tool } from '../version.ts';
import type { Context } from './context.ts';
import type { ReportHead } from './report-head.ts';

/** What `lint --print-config` says: always JSON. */
export type LintConfigReport = ReportHead<'lint-config', 'explained'> & {
  readonly file: string;
  readonly preset: LintConfig['extends'];
  /** By rule id: how it is set for this file, overrides included. `chosen`: the config names it. */
  readonly rules: Readonly<Record<string, Setting>>;
};

/** How every rule is set for one file, given by its path in the project. */
export async function lintConfig(
  file: string,
  context: Context,
  ref: string | null,
): Promise<LintConfigReport> {
  const root = await findRoot(context.cwd);
  const snapshot = await readSnapshot(root, ref);
  try {
    const path = folderOf(projectSelectors(root, context.cwd, [file])[0] ?? file);
    const found = await snapshot.read([configPath, path]);
    const bytes = found.get(configPath);
    const configFile = bytes ? parseYaml(configPath, bytes, defaultFileLimits) : null;
    const { config, faults } = parseConfig(configFile);
    refuseFaults(faults);
    if (!found.has(path)) throw await notFound(file, snapshot, [...config.promptRoots, config.partials]);
    const settings = readSettings({ config, configFile }, rules);
    return {
      kind: 'lint-config',
      schemaVersion: 1,
      tool,
      verdict: 'explained',
      exitCode: 0,
      source: await readRepository(root),
      file: path,
      preset: config.lint.extends,
      rules: Object.fromEntries(rules.map((rule) => [rule.id, settings(path, rule)])),
    };
  } finally {
    await snapshot.close();
  }
}

async function notFound(
  file: string,
  snapshot: Snapshot,
  folders: readonly string[],
): Promise<PromptopsError> {
  const hint = didYouMean(file, await snapshot.list(folders));
  return new PromptopsError('not-found', `There is no file "${file}".`, {
    hint: hint ?? 'Give a path from the project’s folder, such as prompts/support/reply.prompt.yaml.',
  });
}
