import { isReleased } from '../bundle/pack-prompt.ts';
import { planBundles } from '../bundle/plan-bundles.ts';
import { isTypesFile, promptTypes } from '../bundle/prompt-types.ts';
import { uncheckedKeywords, uncheckedNotes } from '../bundle/unchecked-keywords.ts';
import { PromptopsError } from '../errors.ts';
import { refuseFaults } from '../evals/faults.ts';
import { noPrompts } from '../model/no-prompts.ts';
import type { Project } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { applyPlan } from '../source/plan.ts';
import { projectSelectors } from '../source/selector.ts';
import { tool } from '../version.ts';
import type { Command } from './context.ts';
import { faultsOf, withProject } from './open-project.ts';
import type { ReportHead } from './report-head.ts';

export type CodegenOptions = {
  /** Where the types go, in the project's folder. */
  readonly file?: string;
  /** Only the prompts of this bundle. */
  readonly bundle?: string;
  /** Write nothing, and fail where the file is not what it would be. */
  readonly check?: boolean;
  readonly dryRun?: boolean;
};

export type CodegenReport = ReportHead<'codegen', 'passed' | 'failed'> & {
  readonly check: boolean;
  readonly dryRun: boolean;
  readonly path: string;
  /** null: the prompts of the whole project. */
  readonly bundle: string | null;
  /** Ids of the prompts it has types of, sorted. */
  readonly prompts: readonly string[];
  /** Whether the file is, or would be, written anew. */
  readonly changed: boolean;
  /** What the types say or a schema demands, and no render checks. */
  readonly notes: readonly string[];
};

const defaultPath = 'prompts.d.ts';
const maxBytes = 256 * 1024 * 1024;

/** Writes the types of the prompts, or with `check` says whether they are what they should be: exit 1 when not. */
export const codegenCommand: Command<CodegenOptions, CodegenReport> = (
  { file = defaultPath, bundle = null, check = false, dryRun = false },
  context,
) =>
  withProject(context, {}, async ({ root, source, snapshot, project }) => {
    const [path = file] = projectSelectors(root, context.cwd, [file]);
    refuseEnding(path);
    const files = chosen(project, bundle);
    refuseFaults(faultsOf(project, files, false));
    const prompts = files.flatMap(({ prompt }) => prompt ?? []);
    const content = promptTypes(prompts);
    const bytes = (await snapshot.read([path], maxBytes)).get(path);
    const before = bytes ? new TextDecoder().decode(bytes) : '';
    if (before.trim() !== '' && !isTypesFile(before)) {
      throw new PromptopsError('usage', `"${path}" was not written by promptops.`, {
        hint: 'Name another file: promptops codegen src/prompts.d.ts',
      });
    }
    const changed = before.replaceAll('\r\n', '\n') !== content;
    const plan = { files: changed ? [{ path, content }] : [], onExisting: 'replace' } as const;
    await applyPlan(root, plan, { dryRun: dryRun || check });
    const isFailed = check && changed;
    return {
      kind: 'codegen',
      schemaVersion: 1,
      tool,
      verdict: isFailed ? 'failed' : 'passed',
      exitCode: isFailed ? 1 : 0,
      source: await source,
      check,
      dryRun,
      path,
      bundle,
      prompts: files.map(({ id }) => id),
      changed,
      notes: uncheckedNotes(prompts.map(({ id, inputs }) => ({ id, unchecked: uncheckedKeywords(inputs) }))),
    };
  });

/** What an application can get at: drafts are in no bundle. */
function chosen(project: Project, bundle: string | null): readonly PromptFile[] {
  const { config, ids, prompts } = project;
  if (ids.length === 0) throw noPrompts(project);
  const [plan] = bundle === null ? [] : planBundles(config, ids, [bundle]);
  const files = prompts.filter((file) => isReleased(file) && (plan?.ids.includes(file.id) ?? true));
  if (files.length > 0) return files;
  throw new PromptopsError('not-found', 'There is no prompt to write the types of.', {
    hint: 'Drafts are in no bundle: set "metadata.status: active" when a prompt is ready.',
  });
}

function refuseEnding(path: string): void {
  if (/\.[cm]?ts$/.test(path)) return;
  throw new PromptopsError('usage', `"${path}" is no name for TypeScript.`, {
    hint: 'It ends in ".ts", ".mts" or ".cts", or in ".d.ts".',
  });
}
