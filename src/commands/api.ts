import { PromptopsError } from '../errors.ts';
import { refuseFaults } from '../evals/faults.ts';
import { apiPage, apiPath, headingOf, isApiPage, maxApiBytes, readApiPage } from '../model/api-page.ts';
import { noPrompts } from '../model/no-prompts.ts';
import { byCodePoint } from '../model/order.ts';
import { applyPlan } from '../source/plan.ts';
import { tool } from '../version.ts';
import type { Command } from './context.ts';
import { faultsOf, withProject } from './open-project.ts';
import type { ReportHead } from './report-head.ts';

export type ApiOptions = {
  /** Write nothing, and fail where the page is not what it would be. */
  readonly check?: boolean;
  readonly dryRun?: boolean;
};

export type ApiReport = ReportHead<'api', 'passed' | 'failed'> & {
  readonly check: boolean;
  readonly dryRun: boolean;
  readonly path: string;
  /** Prompts on the page. */
  readonly prompts: number;
  /** Sections that are, or would be, written anew; empty: the page is what it should be. */
  readonly changed: readonly { readonly prompt: string; readonly what: 'new' | 'changed' | 'gone' }[];
};

/** Writes the page of signatures, or with `check` says whether it is what it should be: exit 1 when not. */
export const apiCommand: Command<ApiOptions, ApiReport> = ({ check = false, dryRun = false }, context) =>
  withProject(context, {}, async ({ root, source, snapshot, project }) => {
    refuseFaults(faultsOf(project, project.prompts, false));
    const bytes = (await snapshot.read([apiPath], maxApiBytes)).get(apiPath);
    const before = bytes ? new TextDecoder().decode(bytes) : '';
    if (before.trim() !== '' && !isApiPage(before)) {
      throw new PromptopsError('usage', `"${apiPath}" was not written by promptops.`, {
        hint: 'Move it elsewhere: the page of signatures has this name.',
      });
    }
    if (project.ids.length === 0 && !bytes) throw noPrompts(project);
    const content = apiPage(project.prompts);
    const isStale = before.replaceAll('\r\n', '\n') !== content;
    const files = isStale ? [{ path: apiPath, content }] : [];
    await applyPlan(root, { files, onExisting: 'replace' }, { dryRun: dryRun || check });
    const isFailed = check && isStale;
    return {
      kind: 'api',
      schemaVersion: 1,
      tool,
      verdict: isFailed ? 'failed' : 'passed',
      exitCode: isFailed ? 1 : 0,
      source: await source,
      check,
      dryRun,
      path: apiPath,
      prompts: project.prompts.length,
      changed: changesBetween(before, content, project.ids),
    };
  });

function changesBetween(before: string, after: string, ids: readonly string[]): ApiReport['changed'] {
  const [old, now] = [readApiPage(before), readApiPage(after)];
  const idOf = new Map(ids.map((id) => [headingOf(id), id]));
  return [...new Set([...old.keys(), ...now.keys()])].sort(byCodePoint).flatMap((heading) => {
    const [was, is] = [old.get(heading), now.get(heading)];
    if (was === is) return [];
    const what = was === undefined ? 'new' : is === undefined ? 'gone' : 'changed';
    return [{ prompt: idOf.get(heading) ?? heading, what } as const];
  });
}
