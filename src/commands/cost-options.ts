import type { GroupKey } from '../cost/report.ts';
import { PromptopsError } from '../errors.ts';
import { refuseMisspeltModel } from '../evals/model-names.ts';
import type { CostFailOn } from '../gate/judge-costs.ts';
import type { Config } from '../model/config.ts';
import { didYouMean } from '../model/suggest.ts';
import { findProvider } from '../providers/find-provider.ts';

export type CostOptions = {
  /** Ids, globs or file paths; all when empty. */
  readonly prompts?: readonly string[];
  /** A ref; false: nothing. Absent: what the surroundings choose, if they can. */
  readonly base?: string | false;
  /** A report that `cost --format json` wrote. */
  readonly compareTo?: string;
  /** `model=…`, `cache=…`, `batch=…`: compared with what is. */
  readonly whatIf?: readonly string[];
  /** Id or file of a prompt whose cost is shown term by term. */
  readonly explain?: string;
  /** Which sums are shown. */
  readonly by?: GroupKey;
  /** Traffic of this scenario of the traffic file. */
  readonly scenario?: string;
  /** Other models to price the same calls on; the prompts' own `also` when absent. */
  readonly models?: readonly string[];
  readonly failOn?: CostFailOn;
  /** Input as the vendors count it, asked and kept. */
  readonly exact?: boolean;
  /** False: measure everything anew, and keep nothing for the next run. */
  readonly cache?: boolean;
};

/** What `--what-if` says; null: nothing of it. */
export type WhatIf = {
  readonly model: string | null;
  readonly cacheHitRate: number | null;
  readonly batchShare: number | null;
};

const keys = { model: 'model', cache: 'cacheHitRate', batch: 'batchShare' } as const;

/** Reads `--what-if key=value`; null: it was not given. Throws `usage` for anything else. */
export function readWhatIf(written: readonly string[] | undefined): WhatIf | null {
  if (!written || written.length === 0) return null;
  const whatIf: { -readonly [Key in keyof WhatIf]: WhatIf[Key] } = {
    model: null,
    cacheHitRate: null,
    batchShare: null,
  };
  for (const assignment of written) {
    const [key = '', ...rest] = assignment.split('=');
    const value = rest.join('=');
    if (key === 'model' && value !== '') whatIf.model = value;
    else if (key === 'cache' || key === 'batch') whatIf[keys[key]] = shareOf(assignment, value);
    else throw unknown(assignment, key);
  }
  return whatIf;
}

function shareOf(assignment: string, value: string): number {
  const share = Number(value);
  if (/^\d*\.?\d+$/.test(value) && share <= 1) return share;
  throw new PromptopsError('usage', `"--what-if ${assignment}" is no share of the calls.`, {
    hint: 'Give a number from 0 to 1, such as cache=0.8.',
  });
}

const unknown = (assignment: string, key: string): PromptopsError =>
  new PromptopsError('usage', `"--what-if ${assignment}" says nothing that is known.`, {
    hint: didYouMean(key, Object.keys(keys)) ?? 'model=openai/gpt-5-mini, cache=0.8 or batch=1',
  });

/** What contradicts itself, or names a model there is not. */
export async function refuseMisuse(
  options: CostOptions,
  { model }: Pick<WhatIf, 'model'>,
  config: Config,
): Promise<void> {
  const { base, compareTo, whatIf, explain, models = [] } = options;
  const bases = [
    ...(base === undefined ? [] : [base === false ? '--no-base' : `--base ${base}`]),
    ...(compareTo === undefined ? [] : [`--compare-to ${compareTo}`]),
    ...(whatIf === undefined ? [] : [`--what-if ${whatIf.join(',')}`]),
  ];
  if (bases.length > 1) {
    throw new PromptopsError('usage', `"${bases[0]}" and "${bases[1]}" each say what is compared.`, {
      hint: 'Leave one of them out.',
    });
  }
  const isBeside = bases.length > 0 || (options.prompts ?? []).length > 0 || models.length > 0 || options.by;
  if (explain !== undefined && isBeside) {
    throw new PromptopsError(
      'usage',
      `"--explain ${explain}" shows one prompt as it is, and nothing beside it.`,
      {
        hint: `promptops cost --explain ${explain}`,
      },
    );
  }
  for (const id of [...models, ...(model === null ? [] : [model])]) {
    await refuseMisspeltModel(id, config);
    findProvider(id, config.providers);
  }
}
