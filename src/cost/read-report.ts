import { listOf, recordOf, textOf } from '../model/shape.ts';
import { type CostFacts, isFacts } from './facts.ts';

/** What an earlier report says, as far as it is compared with. */
export type ReportedCosts = {
  /** Date of its price list. */
  readonly date: string;
  readonly commit: string | null;
  readonly prompts: readonly ReportedPrompt[];
};

export type ReportedPrompt = {
  readonly id: string;
  readonly path: string;
  readonly model: string;
  readonly useCase: string | null;
  readonly facts: CostFacts;
};

/** Reads what `promptops cost --format json` wrote; null: it is something else, or not whole. */
export function readCostReport(text: string): ReportedCosts | null {
  const report = recordOf(parse(text));
  const date = textOf(recordOf(report?.['prices'])?.['date']);
  if (report?.['kind'] !== 'cost' || report['schemaVersion'] !== 1 || date === null) return null;
  // What was gone then is no base now.
  const kept = listOf(report['prompts'])
    .map(recordOf)
    .filter((prompt) => prompt?.['status'] !== 'removed');
  const prompts = kept.flatMap((prompt): ReportedPrompt[] => {
    const [id, path, model] = [
      textOf(prompt?.['prompt']),
      textOf(prompt?.['path']),
      textOf(prompt?.['model']),
    ];
    const facts = prompt?.['facts'];
    if (id === null || path === null || model === null || !isFacts(facts)) return [];
    return [{ id, path, model, useCase: textOf(prompt?.['useCase']), facts }];
  });
  const commit = textOf(recordOf(report['source'])?.['head']);
  return prompts.length === kept.length ? { date, commit, prompts } : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
