import { PromptopsError } from '../errors.ts';
import { readTemplates } from '../source/package-files.ts';
import { applyPlan } from '../source/plan.ts';
import { tool } from '../version.ts';
import type { Command } from './context.ts';
import type { InitReport } from './init.ts';
import { withProject } from './open-project.ts';

export type NewOptions = { readonly name: string; readonly dryRun?: boolean };

const segment = /^[a-z0-9][a-z0-9._-]*$/;

/** Scaffolds one prompt and its test file. Refuses a name that is taken. */
export const newCommand: Command<NewOptions, InitReport> = ({ name, dryRun = false }, context) =>
  withProject(context, { select: [] }, async ({ root, project, source }) => {
    if (!name.split('/').every((part) => segment.test(part))) {
      throw new PromptopsError('usage', `"${name}" is no prompt name.`, {
        hint: 'Use lower-case letters, digits, "-", "_" and ".", with "/" between folders: support/refund.',
      });
    }
    const taken = project.ids.find((id) => id.toLowerCase() === name);
    if (taken)
      throw new PromptopsError('usage', `Prompt "${taken}" exists.`, { hint: 'Choose another name.' });
    const templates = await readTemplates('prompt');
    const base = `${project.config.promptRoots[0] ?? 'prompts'}/${name}`;
    const schemas = `${'../'.repeat(base.split('/').length - 1)}node_modules/promptops/schemas`;
    const files = [...templates].map(([path, text]) => ({
      path: `${base}.${path}`,
      content: withModel(text.replace('__SCHEMAS__', schemas), path, project.config.model !== null),
      onExisting: 'keep' as const,
    }));
    const { written, kept } = await applyPlan(root, { files }, { dryRun });
    return {
      kind: 'init',
      schemaVersion: 1,
      tool,
      verdict: written.length > 0 ? 'created' : 'unchanged',
      exitCode: 0,
      source: await source,
      dryRun,
      created: written,
      kept,
      extended: [],
      next: [
        `promptops lint ${name}`,
        `promptops show ${name} --case first`,
        `promptops test ${name} --replay record`,
      ],
    };
  });

/** A project without a default model needs one in the prompt. */
function withModel(text: string, path: string, hasDefault: boolean): string {
  if (hasDefault || path !== 'prompt.yaml') return text;
  return text.replace('\ninputs:', '\nmodel: { id: openai/gpt-4.1-mini }\n\ninputs:');
}
