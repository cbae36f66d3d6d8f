import { tool } from '../version.ts';
import type { Command } from './context.ts';
import { withProject } from './open-project.ts';
import type { ReportHead } from './report-head.ts';

export type ListOptions = { readonly prompts?: readonly string[]; readonly ref?: string };

export type ListedPrompt = {
  readonly id: string;
  readonly path: string;
  readonly description: string | null;
  readonly model: string | null;
  readonly status: string;
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly locales: readonly string[];
  readonly variants: readonly string[];
  /** Hand-written cases. */
  readonly cases: number;
  /** Names of the datasets whose rows are cases as well. */
  readonly datasets: readonly string[];
  readonly digest: string | null;
  /** Faults that keep it from running; `promptops lint` shows them. */
  readonly faults: number;
};

export type ListReport = ReportHead<'list', 'listed'> & { readonly prompts: readonly ListedPrompt[] };

/** The catalogue of prompts at a ref. Broken prompts are listed with the number of their faults. */
export const listCommand: Command<ListOptions, ListReport> = ({ prompts, ref }, context) =>
  withProject(context, { ref, select: prompts }, async ({ source, project }) => ({
    kind: 'list',
    schemaVersion: 1,
    tool,
    verdict: 'listed',
    exitCode: 0,
    source: await source,
    prompts: project.prompts.map((file) => ({
      id: file.id,
      path: file.path,
      description: file.description,
      model: file.prompt?.model.id ?? null,
      status: file.metadata.status,
      owner: file.metadata.owner,
      tags: file.metadata.tags,
      locales: Object.keys(file.prompt?.locales ?? {}),
      variants: Object.keys(file.prompt?.variants ?? {}),
      cases: file.tests?.cases.length ?? 0,
      datasets: [...new Set(file.tests?.datasets.map(({ dataset }) => dataset))],
      digest: file.digest,
      faults: file.faults.length + (file.tests?.faults.length ?? 0),
    })),
  }));
