import { type Finding, fingerprint } from '../model/finding.ts';
import type { PromptSide } from './prompt-side.ts';

/** A prompt whose model nobody has a price for: it is missing from every sum. `hint`: the model it may mean. */
export async function unpricedFinding(side: PromptSide, hint: string | null): Promise<Finding> {
  const { path, ...range } = await side.modelPlace();
  const rule = 'model/unpriced';
  return {
    id: rule,
    level: 'warning',
    message: `No price is known for "${side.model}": the prompt is in no sum.`,
    prompt: side.id,
    path,
    range,
    fingerprint: fingerprint({ rule, prompt: side.id, path, detail: side.model }),
    hint: hint ?? 'Give one: `price` of the provider in promptops.yaml.',
    help: `promptops explain ${rule}`,
  };
}
