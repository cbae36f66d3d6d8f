import type { Params } from '../../render/prompt.ts';
import { splitModel } from '../models.ts';
import type { Rule } from '../rule.ts';
import { valueAt } from '../values.ts';

type Param = keyof Params;

const sampling: readonly Param[] = ['temperature', 'topP', 'frequencyPenalty', 'presencePenalty'];

/** Settings a provider refuses or ignores, by the kind of provider and the model's name. As published by the vendors. */
function unsupported(kind: string, name: string): readonly Param[] {
  if (kind === 'openai' || kind === 'azure') {
    const reasons = /^(?:o[1-9](?:-|$)|gpt-5(?:-mini|-nano|-pro)?(?:-\d{4}-\d{2}-\d{2})?$)/.test(name);
    return reasons ? [...sampling, 'topK'] : ['topK'];
  }
  if (kind === 'anthropic') return ['seed', 'frequencyPenalty', 'presencePenalty'];
  return [];
}

export const modelUnsupportedParam: Rule = {
  id: 'model/unsupported-param',
  severity: 'error',
  preset: 'minimal',
  summary: 'Every parameter is one the model takes.',
  why: 'The provider refuses the request, or ignores what you set: reasoning models take no temperature, Anthropic no seed.',
  fix: 'Remove the parameter, or set it under `models` for the models that take it.',
  examples: {
    good: [
      'model: { id: openai/gpt-4.1-mini, params: { temperature: 0, seed: 7 } }\nmessages:\n  - { role: user, content: Hi }',
      'model: { id: openai/o3, params: { reasoningEffort: low } }\nmessages:\n  - { role: user, content: Hi }',
      'model: { id: openai/o3 }\nmodels: { openai/gpt-4.1: { params: { temperature: 0 } } }\nmessages:\n  - { role: user, content: Hi }',
    ],
    bad: [
      'model: { id: openai/o3, params: { temperature: 0 } }\nmessages:\n  - { role: user, content: Hi }',
      'model:\n  id: anthropic/claude-haiku-4-5\n  params:\n    seed: 7\nmessages:\n  - { role: user, content: Hi }',
    ],
  },
  *check({ prompt, config, faults }) {
    yield* faults.filter(({ rule }) => rule === 'model/unsupported-param');
    if (!prompt?.prompt) return;
    const { provider, name } = splitModel(prompt.prompt.model.id);
    const written = valueAt(prompt.file.value, ['model', 'params']);
    for (const param of unsupported(config.providers[provider]?.kind ?? provider, name)) {
      if (valueAt(written, [param]) === undefined) continue;
      yield {
        at: prompt.file.placeOf(['model', 'params', param], 'key'),
        message: `"${prompt.prompt.model.id}" does not take "${param}".`,
      };
    }
  },
};
