import type { ModelChoice, Params } from '../render/prompt.ts';
import { type Build, itemsOf, placeOf, report, topOf, type Written, within } from './build.ts';
import type { Config } from './config.ts';
import type { Fault } from './fault.ts';
import type { Place } from './place.ts';
import { recordOf, textOf, textsOf } from './shape.ts';
import { didYouMean } from './suggest.ts';
import type { YamlFile } from './yaml-file.ts';

/** Providers that need no entry in the config. */
export const builtInProviders: readonly string[] = ['openai', 'anthropic', 'google', 'echo'];

export type ModelSettings = {
  /** `id` is empty where neither prompt nor config names a model; a fault says so. */
  readonly model: ModelChoice;
  readonly params: Params;
  readonly also: readonly string[];
};

/** Which model is asked and how: the prompt's word, else the config's. */
export function parseModel(build: Build, top: Written): ModelSettings {
  const written = within(top, 'model');
  const own = textOf(written.value) ?? textOf(within(written, 'id').value);
  const record = recordOf(written.value) ?? {};
  const base = build.config.model;
  if (own === null && base === null) {
    const message = 'Neither the prompt nor promptops.yaml names a model.';
    report(build, 'model/missing', message, placeOf(written), 'Add "model: { id: openai/gpt-4.1-mini }".');
  }
  checkModels(build, written);
  const params: Params = { ...build.config.params, ...recordOf(record['params']) };
  return {
    model: {
      id: own ?? base?.id ?? '',
      fallback:
        record['fallback'] === undefined && own === null
          ? (base?.fallback ?? [])
          : textsOf(record['fallback']),
    },
    params,
    also: textsOf(record['also']),
  };
}

/** What is wrong with the config's model, at its place there: no prompt file could say it. */
export function faultsOfDefaultModel(config: Config, file: YamlFile | null): readonly Fault[] {
  const faults: Fault[] = [];
  if (file) checkModels({ config, faults }, within(topOf(file), 'model'));
  return faults;
}

function checkModels(build: Pick<Build, 'faults' | 'config'>, written: Written): void {
  const id = textOf(written.value) === null ? within(written, 'id') : written;
  const all = [id, ...itemsOf(within(written, 'fallback')), ...itemsOf(within(written, 'also'))];
  for (const item of all) {
    const model = textOf(item.value);
    if (model !== null) checkModelId(build, model, placeOf(item));
  }
}

/** Whether a model id has the form `provider/model` with a provider that exists. */
export function checkModelId(build: Pick<Build, 'faults' | 'config'>, model: string, at: Place): void {
  const slash = model.indexOf('/');
  if (slash <= 0 || slash === model.length - 1) {
    report(
      build,
      'model/unknown',
      `"${model}" is not of the form provider/model.`,
      at,
      'For example "openai/gpt-4.1-mini".',
    );
    return;
  }
  const provider = model.slice(0, slash);
  const providers = providersOf(build.config);
  if (providers.includes(provider)) return;
  const hint =
    didYouMean(provider, providers) ??
    `Known are ${providers.join(', ')}; others stand under "providers" in promptops.yaml.`;
  report(build, 'model/unknown', `There is no provider "${provider}" (in "${model}").`, at, hint);
}

const providersOf = (config: Config) => [...new Set([...builtInProviders, ...Object.keys(config.providers)])];
