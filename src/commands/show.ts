import { PromptopsError } from '../errors.ts';
import { refuseFaults } from '../evals/faults.ts';
import { refuseMisspeltModel } from '../evals/model-names.ts';
import { readCaseVars } from '../model/case-vars.ts';
import type { Config } from '../model/config.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { refuseStrangeInput } from '../model/strange-input.ts';
import { findProvider } from '../providers/find-provider.ts';
import { applyOverlays } from '../render/overlay.ts';
import type { Json, Message, Prompt } from '../render/prompt.ts';
import { renderPrompt, type Selection } from '../render/render-prompt.ts';
import type { ModelRequest } from '../render/request.ts';
import { tool } from '../version.ts';
import { caseNamed } from './case-named.ts';
import type { Command } from './context.ts';
import { onlyPrompt } from './only-prompt.ts';
import { faultsOf, withProject } from './open-project.ts';
import type { ReportHead } from './report-head.ts';
import { shownRequest } from './shown-request.ts';

export type ShowOptions = {
  readonly prompt: string;
  readonly case?: string;
  /** Inputs by name; over the case's when both are given. */
  readonly vars?: Readonly<Record<string, Json>>;
  readonly locale?: string;
  readonly variant?: string;
  readonly model?: string;
  readonly ref?: string;
};

export type ShowReport = ReportHead<'show', 'shown'> & {
  readonly prompt: {
    readonly id: string;
    readonly path: string;
    readonly description: string | null;
    readonly status: string;
    readonly owner: string | null;
    readonly digest: string;
  };
  readonly selection: {
    readonly model: string;
    readonly locale: string | null;
    readonly variant: string | null;
  };
  /** Name of the case it was rendered with. */
  readonly case: string | null;
  /** The prompt with its overlays applied; templates as source, without their parsed trees. */
  readonly resolved: Resolved;
  /** What would be sent; null when neither a case nor variables were given. Sensitive values are shown as placeholders. */
  readonly rendered: ModelRequest | null;
  readonly cases: readonly string[];
};

/** A prompt for one selection, with the source of each template in the template's place. */
export type Resolved = Omit<Prompt, 'messages' | 'partials' | 'variants' | 'locales' | 'models'> & {
  readonly messages: readonly ResolvedMessage[];
  readonly partials: Readonly<Record<string, string>>;
};

type Written = Extract<Message, { type: 'message' }>;

type ResolvedMessage =
  | Exclude<Message, Written>
  | (Omit<Written, 'content'> & {
      readonly content: readonly (
        | { readonly type: 'text'; readonly text: string }
        | { readonly type: 'image' | 'audio' | 'file'; readonly source: string }
      )[];
    });

/** One resolved prompt; with a case or variables, the messages as they would be sent. */
export const showCommand: Command<ShowOptions, ShowReport> = (options, context) =>
  withProject(context, { ref: options.ref, select: [options.prompt] }, async (opened) => {
    const file = onlyPrompt(opened.project, options.prompt, 'show');
    refuseFaults(faultsOf(opened.project, [file], options.case !== undefined));
    const prompt = requirePrompt(file);
    await refuseMisspelt(options, prompt, opened.project.config);
    const testCase = options.case === undefined ? null : await caseNamed(options.case, file, opened.snapshot);
    const selection: Selection = {
      model: options.model ?? testCase?.model ?? prompt.model.id,
      locale: options.locale ?? testCase?.locale ?? null,
      variant: options.variant ?? testCase?.variant ?? null,
    };
    const resolved = applyOverlays(prompt, selection);
    const written = testCase || options.vars ? { ...testCase?.vars, ...options.vars } : null;
    const vars =
      written && (await readCaseVars(written, prompt, file.tests?.path ?? file.path, opened.snapshot));
    return {
      kind: 'show',
      schemaVersion: 1,
      tool,
      verdict: 'shown',
      exitCode: 0,
      source: await opened.source,
      prompt: {
        id: file.id,
        path: file.path,
        description: file.description,
        status: file.metadata.status,
        owner: file.metadata.owner,
        digest: file.digest ?? '',
      },
      selection: {
        model: resolved.model.id,
        locale: selection.locale ?? null,
        variant: selection.variant ?? null,
      },
      case: testCase?.id ?? null,
      resolved: withoutTrees(resolved) as Resolved,
      rendered: vars && shownRequest(renderPrompt(prompt, vars, selection), resolved.inputs, vars),
      cases: file.tests?.cases.map(({ id }) => id) ?? [],
    };
  });

/** What the flags name must be there: a misspelt model would show overlays nobody meets. */
async function refuseMisspelt({ model, vars }: ShowOptions, prompt: Prompt, config: Config): Promise<void> {
  if (model !== undefined) {
    findProvider(model, config.providers);
    await refuseMisspeltModel(model, config);
  }
  refuseStrangeInput(prompt, vars ?? {});
}

function requirePrompt(file: PromptFile): Prompt {
  if (file.prompt) return file.prompt;
  throw new PromptopsError('invalid-project', `Prompt "${file.id}" cannot be read.`);
}

/** The same value with every parsed template reduced to its source. */
function withoutTrees(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTrees);
  if (value === null || typeof value !== 'object') return value;
  if ('tree' in value && 'source' in value) return value.source;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutTrees(inner)]));
}
