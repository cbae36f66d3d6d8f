import { PromptopsError } from '../errors.ts';
import { readTemplates } from '../source/package-files.ts';
import { applyPlan, type PlannedFile } from '../source/plan.ts';
import { projectPathOf } from '../source/project-path.ts';
import { readRepository } from '../source/repository.ts';
import { findRoot, type Root, rootAt } from '../source/root.ts';
import { readSnapshot } from '../source/snapshot.ts';
import { tool } from '../version.ts';
import type { Command, Context } from './context.ts';
import { workflowFiles } from './init-workflows.ts';
import type { ReportHead } from './report-head.ts';

export type InitOptions = {
  readonly dryRun?: boolean;
  /** Write the workflows of a code host in place of the starter. */
  readonly ci?: 'github';
};

export type InitReport = ReportHead<'init', 'created' | 'unchanged'> & {
  readonly dryRun: boolean;
  readonly created: readonly string[];
  /** Files that were there and stay as they are. */
  readonly kept: readonly string[];
  /** Files that were there and got lines added, with the lines. */
  readonly extended: readonly { readonly path: string; readonly lines: readonly string[] }[];
  /** What to type next. */
  readonly next: readonly string[];
};

/** Scaffolds the starter project in the current folder, or workflows for the project. It never overwrites a file. */
export const initCommand: Command<InitOptions, InitReport> = ({ dryRun = false, ci }, context) =>
  ci === undefined ? initProject(dryRun, context) : initWorkflows(dryRun, context);

/** Workflows stand at the top of the repository, wherever in it the project is. */
async function initWorkflows(dryRun: boolean, context: Context): Promise<InitReport> {
  const root = await findRoot(context.cwd);
  if (root.repository === null)
    throw new PromptopsError('usage', 'Workflows stand in a git repository, and there is none here.', {
      hint: 'git init',
    });
  const files = [...(await workflowFiles(root.prefix))].map(
    ([path, content]): PlannedFile => ({ path: projectPathOf(root, path), content, onExisting: 'keep' }),
  );
  const { written, kept } = await applyPlan(root, { files }, { dryRun });
  const { openLayout } = await import('../model/project.ts');
  const { ids } = await openLayout(await readSnapshot(root, null));
  // Without prompts the workflows have nothing to judge.
  const steps =
    ids.length === 0 ? ['promptops init', 'git add --all && git commit'] : ['git add .github && git commit'];
  const next = [...steps, 'promptops ci'];
  return reportOf(root, { dryRun, created: written, kept, extended: [], next });
}

/** `.gitignore` gets the lines it lacks. */
async function initProject(dryRun: boolean, context: Context): Promise<InitReport> {
  const root = await rootAt(context.cwd);
  const templates = new Map(await readTemplates('project'));
  const wanted = (templates.get('gitignore') ?? '')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
  templates.delete('gitignore');
  const ignore = await gitignorePlan(root, wanted);
  const files: PlannedFile[] = [...templates].map(([path, content]) => ({
    path,
    content,
    onExisting: 'keep',
  }));
  const { written, kept } = await applyPlan(root, { files: [...files, ...ignore.files] }, { dryRun });
  const { extended } = ignore;
  const created = written.filter((path) => !extended.some((each) => each.path === path));
  const next = [
    'promptops test',
    'promptops show support/reply --case injection',
    'promptops new support/refund',
  ];
  return reportOf(root, { dryRun, created, kept, extended, next });
}

async function reportOf(
  root: Root,
  done: Pick<InitReport, 'dryRun' | 'created' | 'kept' | 'extended' | 'next'>,
): Promise<InitReport> {
  const verdict = done.created.length + done.extended.length > 0 ? 'created' : 'unchanged';
  const source = await readRepository(root);
  return { kind: 'init', schemaVersion: 1, tool, verdict, exitCode: 0, source, ...done };
}

/** `.gitignore` is the one file that is extended: runs and keys must not be committed. */
async function gitignorePlan(
  root: Root,
  wanted: readonly string[],
): Promise<{ files: readonly PlannedFile[]; extended: InitReport['extended'] }> {
  const snapshot = await readSnapshot(root, null);
  const bytes = (await snapshot.read(['.gitignore'])).get('.gitignore');
  await snapshot.close();
  if (!bytes)
    return {
      files: [{ path: '.gitignore', content: `${wanted.join('\n')}\n`, onExisting: 'keep' }],
      extended: [],
    };
  const text = new TextDecoder().decode(bytes);
  const present = new Set(text.split(/\r?\n/).map((line) => line.trim()));
  const lines = wanted.filter((line) => !present.has(line));
  if (lines.length === 0) return { files: [], extended: [] };
  const content = `${text}${text.endsWith('\n') || text === '' ? '' : '\n'}${lines.join('\n')}\n`;
  return {
    files: [{ path: '.gitignore', content, onExisting: 'replace' }],
    extended: [{ path: '.gitignore', lines }],
  };
}
