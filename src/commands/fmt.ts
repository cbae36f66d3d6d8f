import { PromptopsError } from '../errors.ts';
import { configPath } from '../model/config.ts';
import type { OrderedKind } from '../model/key-order.ts';
import { noPrompts } from '../model/no-prompts.ts';
import { loadProject, type Project } from '../model/project.ts';
import { folderOf } from '../model/reference.ts';
import { tidy } from '../model/tidy.ts';
import type { YamlFile } from '../model/yaml-file.ts';
import { patchOf } from '../source/patch.ts';
import { applyPlan } from '../source/plan.ts';
import { tool } from '../version.ts';
import type { Command } from './context.ts';
import { selectorsOf, withFiles } from './open-project.ts';
import type { ReportHead } from './report-head.ts';

export type FmtOptions = {
  readonly paths?: readonly string[];
  /** Write nothing, and fail where a file would change. */
  readonly check?: boolean;
  /** Write nothing, and show what would change. */
  readonly dryRun?: boolean;
};

export type FmtReport = ReportHead<'fmt', 'passed' | 'failed'> & {
  readonly check: boolean;
  readonly dryRun: boolean;
  /** Files looked at. */
  readonly files: number;
  /** Files that were, or would be, laid out anew, with the change as a unified patch. */
  readonly changed: readonly { readonly path: string; readonly patch: string }[];
  /** Files that stay as they are, and why. */
  readonly left: readonly { readonly path: string; readonly problem: string }[];
};

/** Lays out prompt, test and config files in the one canonical way. What does not parse is left alone, exit 2. */
export const fmtCommand: Command<FmtOptions, FmtReport> = async (options, context) => {
  const { check = false, dryRun = false } = options;
  const paths = await selectorsOf(context, options.paths);
  // The config is no prompt that a selector could name.
  const select = paths.filter((path) => folderOf(path) !== configPath);
  const isAll = paths.length === 0;
  const wanted = { config: isAll || select.length < paths.length, prompts: isAll || select.length > 0 };
  return withFiles(context, null, async ({ root, source, snapshot }) => {
    const project = await loadProject(snapshot, { select });
    const files = filesOf(project, wanted);
    if (files.length === 0) throw isAll ? noPrompts(project) : noConfig;
    const results = files.map(({ file, kind }) => ({ file, ...tidy(file, kind, project.config.files) }));
    const changes = results.flatMap(({ file: { path, text: before }, text: after }) =>
      after === null || after === before ? [] : [{ path, before, after }],
    );
    const plan = changes.map(({ path, after: content }) => ({ path, content }));
    await applyPlan(root, { files: plan, onExisting: 'replace' }, { dryRun: dryRun || check });
    const broken = results.some(({ file }) => file.value === undefined);
    const fails = broken || (check && changes.length > 0);
    return {
      kind: 'fmt',
      schemaVersion: 1,
      tool,
      verdict: fails ? 'failed' : 'passed',
      exitCode: broken ? 2 : fails ? 1 : 0,
      source: await source,
      check,
      dryRun,
      files: files.length,
      changed: await Promise.all(changes.map(patched)),
      left: results.flatMap(({ file: { path }, problem }) => (problem === null ? [] : [{ path, problem }])),
    };
  });
};

const noConfig = new PromptopsError('not-found', `There is no file "${configPath}".`);

async function patched({ path, before, after }: { path: string; before: string; after: string }) {
  return { path, patch: await patchOf(path, before, after) };
}

type Ordered = { readonly file: YamlFile; readonly kind: OrderedKind };

function filesOf(
  { prompts, configFile }: Project,
  wanted: { readonly config: boolean; readonly prompts: boolean },
): readonly Ordered[] {
  const config: readonly Ordered[] =
    configFile && wanted.config ? [{ file: configFile, kind: 'config' }] : [];
  if (!wanted.prompts) return config;
  const others = prompts.flatMap(({ file, tests }): readonly Ordered[] => [
    { file, kind: 'prompt' },
    ...(tests ? [{ file: tests.file, kind: 'test' as const }] : []),
  ]);
  return [...config, ...others];
}
