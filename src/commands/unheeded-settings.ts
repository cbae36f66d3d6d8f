import type { Config } from '../model/config.ts';
import type { Gate } from '../model/gates.ts';
import { globMatcher } from '../model/glob.ts';
import type { Project } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { providerNames } from '../providers/find-provider.ts';

/** What is written in the project's files and changes nothing in a run of this version, for its notes. */
export function unheededSettings({ config, ids, prompts }: Project): readonly string[] {
  const written = [...unheededInConfig(config), ...unheededInPrompts(prompts)];
  return [
    ...(written.length > 0 ? [`Not acted on by this version: ${written.join(', ')}.`] : []),
    ...strayLimits(config),
    ...strayGates(config.gates, ids),
  ];
}

function unheededInConfig(config: Config): readonly string[] {
  const withApi = Object.entries(config.providers).filter(
    ([, { kind, api }]) => api !== 'chat' && kind !== 'openai',
  );
  return [
    ...(Object.keys(config.bundles).length > 0 ? ['"bundles"'] : []),
    ...withApi.map(([name]) => `"providers.${name}.api"`),
  ];
}

type Unheeded = readonly [what: string, isWritten: (prompt: PromptFile) => boolean];

const inPrompts: readonly Unheeded[] = [
  ['"budgets" of an overlay', hasOverlayBudget],
  ['"status: draft" (its cases count as any other)', ({ metadata }) => metadata.status === 'draft'],
];

function hasOverlayBudget({ overlayBudgets }: PromptFile): boolean {
  const overlays = Object.values(overlayBudgets).flatMap((byKey) => Object.values(byKey));
  return overlays.some((budget) => Object.values(budget).some((limit) => limit !== null));
}

function unheededInPrompts(prompts: readonly PromptFile[]): readonly string[] {
  return inPrompts.flatMap(([what, isWritten]) => {
    const [first, ...others] = prompts.filter(isWritten);
    if (!first) return [];
    return [`${what} in ${first.id}${others.length > 0 ? ` and ${others.length} more` : ''}`];
  });
}

/** A misspelt name would leave the provider without its limit. */
const strayLimits = ({ limits, providers }: Config): readonly string[] =>
  Object.keys(limits)
    .filter((key) => !providerNames(providers).includes(key.split('/')[0] ?? ''))
    .map((key) => `"limits.${key}" names no provider and limits nothing.`);

/** A misspelt scope would leave its prompts without their gate. */
const strayGates = (gates: readonly Gate[], ids: readonly string[]): readonly string[] =>
  gates
    .filter(({ scope }) => ids.length > 0 && !ids.some(globMatcher(scope)))
    .map(({ scope }) => `The gate of scope "${scope}" is about no prompt.`);
