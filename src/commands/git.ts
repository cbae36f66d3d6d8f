import { PromptopsError } from '../errors.ts';
import { dropRef, isBare, readLocalConfig, writeLocalConfig } from '../source/git-config.ts';
import { applyPlan, type PlannedFile } from '../source/plan.ts';
import { readRepository } from '../source/repository.ts';
import { findRoot } from '../source/root.ts';
import { readSnapshot } from '../source/snapshot.ts';
import { tool } from '../version.ts';
import type { Command } from './context.ts';
import { attributeLines, cacheRef, driverSettings, section } from './git-settings.ts';
import type { ReportHead } from './report-head.ts';

export type GitOptions = { readonly action: string; readonly dryRun?: boolean };

export type GitReport = ReportHead<'git', 'installed' | 'uninstalled' | 'unchanged'> & {
  readonly action: 'install' | 'uninstall';
  readonly dryRun: boolean;
  /** Lines written to or taken out of `.gitattributes`, which is committed. */
  readonly attributes: { readonly path: string; readonly lines: readonly string[] };
  /** What changed in the configuration of this clone; null: not set. */
  readonly settings: readonly {
    readonly key: string;
    readonly before: string | null;
    readonly after: string | null;
  }[];
};

const attributesPath = '.gitattributes';
const done = { install: 'installed', uninstall: 'uninstalled' } as const;

/** Tells git how to show prompt and test files, or takes exactly that back. Done twice, it changes nothing. */
export const gitCommand: Command<GitOptions, GitReport> = async ({ action, dryRun = false }, context) => {
  if (action !== 'install' && action !== 'uninstall') {
    throw new PromptopsError('usage', `"${action}" is nothing that "promptops git" does.`, {
      hint: 'Type "promptops git install" or "promptops git uninstall".',
    });
  }
  const root = await findRoot(context.cwd);
  const { repository } = root;
  if (repository === null || (await isBare(repository))) {
    const what =
      repository === null ? 'is in no git repository' : 'is in a bare repository, which has no files';
    throw new PromptopsError('git', `"${root.root}" ${what}.`, {
      hint: 'Run it in a clone, or "git init" first.',
    });
  }
  const isInstall = action === 'install';
  const before = await readAttributes(root);
  const edit = isInstall ? withLines(before) : withoutLines(before);
  const settings = changesOf(await readLocalConfig(repository, section), isInstall);
  const files: readonly PlannedFile[] =
    edit.lines.length === 0 ? [] : [{ path: attributesPath, content: edit.text }];
  await applyPlan(root, { files, onExisting: 'replace' }, { dryRun });
  // Lines that name a driver nobody set up do no harm; the other way round nothing would say what the settings are for.
  if (!dryRun) await writeLocalConfig(repository, settings);
  if (!isInstall && !dryRun) await dropRef(repository, cacheRef);
  return {
    kind: 'git',
    schemaVersion: 1,
    tool,
    verdict: edit.lines.length + settings.length > 0 ? done[action] : 'unchanged',
    exitCode: 0,
    source: await readRepository(root),
    action,
    dryRun,
    attributes: { path: attributesPath, lines: edit.lines },
    settings,
  };
};

async function readAttributes(root: Parameters<typeof readSnapshot>[0]): Promise<string | null> {
  const snapshot = await readSnapshot(root, null);
  const bytes = (await snapshot.read([attributesPath])).get(attributesPath);
  await snapshot.close();
  return bytes ? new TextDecoder().decode(bytes) : null;
}

/** The text with what is done to it; null: no file. */
type Edit = { readonly text: string | null; readonly lines: readonly string[] };

function withLines(text: string | null): Edit {
  const present = new Set(linesOf(text ?? ''));
  const lines = attributeLines.filter((line) => !present.has(line));
  const [old = '', end] = [text ?? '', text?.includes('\r\n') ? '\r\n' : '\n'];
  const gap = old === '' || old.endsWith('\n') ? '' : end;
  return { text: `${old}${gap}${lines.map((line) => `${line}${end}`).join('')}`, lines };
}

/** A file in which nothing else stood goes with its lines. */
function withoutLines(text: string | null): Edit {
  const present = new Set(linesOf(text ?? ''));
  const lines = attributeLines.filter((line) => present.has(line));
  const left = (text ?? '').split(/(?<=\n)/).filter((line) => !lines.includes(line.replace(/\r?\n$/, '')));
  return { text: left.length === 0 ? null : left.join(''), lines };
}

const linesOf = (text: string): readonly string[] => text.split(/\r?\n/);

function changesOf(present: ReadonlyMap<string, string>, isInstall: boolean): GitReport['settings'] {
  const wanted = Object.entries(driverSettings()).map(([key, value]) => ({
    key,
    before: present.get(key) ?? null,
    after: isInstall ? value : null,
  }));
  return wanted.filter(({ before, after }) => before !== after);
}
