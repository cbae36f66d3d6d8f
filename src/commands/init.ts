import { readTemplates } from '../source/package-files.ts';
import { applyPlan, type PlannedFile } from '../source/plan.ts';
import { readRepository } from '../source/repository.ts';
import { type Root, rootAt } from '../source/root.ts';
import { readSnapshot } from '../source/snapshot.ts';
import { tool } from '../version.ts';
import type { Command } from './context.ts';
import type { ReportHead } from './report-head.ts';

export type InitOptions = { readonly dryRun?: boolean };

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

/** Scaffolds the starter project in the current folder. It never overwrites a file; `.gitignore` gets the lines it lacks. */
export const initCommand: Command<InitOptions, InitReport> = async ({ dryRun = false }, context) => {
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
  const created = written.filter((path) => !ignore.extended.some((extended) => extended.path === path));
  return {
    kind: 'init',
    schemaVersion: 1,
    tool,
    verdict: written.length > 0 ? 'created' : 'unchanged',
    exitCode: 0,
    source: await readRepository(root),
    dryRun,
    created,
    kept,
    extended: ignore.extended,
    next: ['promptops test', 'promptops show support/reply --case injection', 'promptops new support/refund'],
  };
};

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
