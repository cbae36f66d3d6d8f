import { entriesOf, recordOf } from '../../model/shape.ts';
import type { YamlPath } from '../../model/yaml-file.ts';
import { splitModel } from '../models.ts';
import type { Rule } from '../rule.ts';
import { unsupportedParams, type WrittenParams } from '../unsupported-params.ts';
import { valueAt } from '../values.ts';

export const modelUnsupportedParam: Rule = {
  id: 'model/unsupported-param',
  severity: 'error',
  preset: 'minimal',
  summary: 'Every parameter is one the model takes.',
  why: 'The provider refuses the request, or never sees what you set: reasoning models take no temperature, Anthropic no seed.',
  fix: 'Remove the parameter, or set it under `models` for the models that take it.',
  examples: {
    good: [
      'model: { id: openai/gpt-4.1-mini, params: { temperature: 0, seed: 7 } }\nmessages:\n  - { role: user, content: Hi }',
      'model: { id: openai/o3, params: { reasoningEffort: low } }\nmessages:\n  - { role: user, content: Hi }',
      'model: { id: openai/o3 }\nmodels: { openai/gpt-4.1: { params: { temperature: 0 } } }\nmessages:\n  - { role: user, content: Hi }',
      'model: { id: openai/gpt-5.1, params: { reasoningEffort: none, temperature: 0 } }\nmessages:\n  - { role: user, content: Hi }',
      'model: { id: openai/gpt-5-mini, params: { temperature: 1 } }\nmessages:\n  - { role: user, content: Hi }',
    ],
    bad: [
      'model: { id: openai/o3, params: { temperature: 0 } }\nmessages:\n  - { role: user, content: Hi }',
      'model:\n  id: anthropic/claude-haiku-4-5\n  params:\n    seed: 7\nmessages:\n  - { role: user, content: Hi }',
      'model: { id: anthropic/claude-sonnet-5, params: { temperature: 0 } }\nmessages:\n  - { role: user, content: Hi }',
      'model: { id: openai/gpt-4.1-mini }\nmodels: { openai/o3: { params: { topP: 0.5 } } }\nmessages:\n  - { role: user, content: Hi }',
      'model: { id: openai/gpt-5, params: { reasoningEffort: low } }\nvariants: { calm: { params: { temperature: 0 } } }\nmessages:\n  - { role: user, content: Hi }',
    ],
  },
  *check({ prompt, config, faults }) {
    yield* faults.filter(({ rule }) => rule === 'model/unsupported-param');
    if (!prompt?.prompt) return;
    for (const { id, path } of writtenParams(prompt.file.value, prompt.prompt.model.id)) {
      const { provider, name } = splitModel(id);
      const { kind = provider, api = 'chat' as const } = config.providers[provider] ?? {};
      const params: WrittenParams = recordOf(valueAt(prompt.file.value, path)) ?? {};
      for (const param of unsupportedParams({ kind, api, name }, params)) {
        const at = prompt.file.placeOf([...path, param], 'key');
        yield { at, message: `"${id}" does not take "${param}"${besides(param, params)}.` };
      }
    }
  },
};

const besides = (param: string, params: WrittenParams): string =>
  param === 'topP' && params.temperature !== undefined ? ' beside "temperature"' : '';

/** Where parameters are written, and for which model. Overlays of models count when they name one. */
function* writtenParams(value: unknown, model: string): Generator<{ id: string; path: YamlPath }> {
  yield { id: model, path: ['model', 'params'] };
  for (const kind of ['variants', 'locales', 'models'] as const) {
    for (const [key] of entriesOf(valueAt(value, [kind]))) {
      if (kind === 'models' && key.includes('*')) continue;
      yield { id: kind === 'models' ? key : model, path: [kind, key, 'params'] };
    }
  }
}
