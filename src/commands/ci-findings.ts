import type { RuleNote } from '../lint/report.ts';
import { type Config, configPath } from '../model/config.ts';
import { canonicalJson } from '../model/digest.ts';
import { type Finding, fingerprint } from '../model/finding.ts';
import { globMatcher } from '../model/glob.ts';
import { byCodePoint } from '../model/order.ts';
import { fileStart, type Place } from '../model/place.ts';
import type { CiPolicy, CiPrompt } from './ci-report.ts';
import { type CiRule, ciRules } from './ci-rules.ts';
import { type CiSides, isPolicy } from './ci-sides.ts';

/** A finding of `ci`; `detail` tells it from others of its rule in the same file. */
export function ciFinding(
  id: CiRule,
  { path, ...range }: Place,
  message: string,
  {
    prompt = null,
    hint = null,
    level = ciRules[id].level,
    detail = message,
  }: Partial<Pick<Finding, 'prompt' | 'hint' | 'level'>> & { readonly detail?: string } = {},
): Finding {
  return {
    id,
    level,
    message,
    prompt,
    path,
    range,
    fingerprint: fingerprint({ rule: id, prompt, path, detail }),
    hint,
    help: `promptops explain ${id}`,
  };
}

/** The rules of some findings, explained. */
export const ciRuleNotes = (findings: readonly Finding[]): readonly RuleNote[] =>
  (Object.keys(ciRules) as CiRule[])
    .filter((id) => findings.some((finding) => finding.id === id))
    .map((id) => ({ id, ...ciRules[id] }));

/** What stands against one prompt: nothing tests it, or nobody knows what the tests would say. */
export function promptFindings(
  { prompt, path, state, status, verdict, tests }: CiPrompt,
  { requireEvals }: CiPolicy,
): readonly Finding[] {
  const at = fileStart(path);
  if (verdict === 'untested' && state !== 'unchanged' && status === 'active') {
    const message = `"${prompt}" changes, is active and has no case that runs.`;
    const hint = 'Add a case to its test file, or set "status: draft".';
    return [ciFinding('prompt-untested', at, message, { prompt, hint })];
  }
  if (tests === null || tests.missed === 0) return [];
  const message = `"${prompt}" was not evaluated: ${tests.missed} of ${tests.cases} answers are not recorded.`;
  const hint = `promptops test ${prompt} --replay record`;
  const level = requireEvals ? 'error' : 'warning';
  return [ciFinding('not-evaluated', at, message, { prompt, hint, level, detail: prompt })];
}

/** What a change says anew about how it is judged, which does not hold for itself. */
export function policyFindings(sides: CiSides): readonly Finding[] {
  const { changed, configs } = sides;
  const paths = [...(changed ?? [])].sort(byCodePoint);
  const isScript = configs.base.code.allow.map(globMatcher);
  return [
    ...(changed === null || changed.has(configPath) ? configFindings(sides) : []),
    ...paths
      .filter((path) => path !== configPath && isPolicy(path, configs.own))
      .map((path) =>
        ciFinding(
          'policy-changed',
          fileStart(path),
          `"${path}" changes: here it is taken as it stands at the base.`,
        ),
      ),
    ...paths
      .filter((path) => isScript.some((matches) => matches(path)))
      .map((path) => ciFinding('code-changed', fileStart(path), `"${path}" may run as code, and changes.`)),
  ];
}

const policyKeys = [
  'providers',
  'limits',
  'base',
  'test',
  'gates',
  'lint',
  'code',
  'bundles',
  'files',
] as const;

function configFindings({ configs, head }: CiSides): readonly Finding[] {
  const { configFile } = head.project;
  const at = (key: string): Place => configFile?.placeOf([key], 'key') ?? fileStart(configPath);
  if (!configs.existed) {
    return configFile === null
      ? []
      : [
          ciFinding(
            'policy-changed',
            fileStart(configPath),
            `"${configPath}" is new: here the defaults hold.`,
          ),
        ];
  }
  if (configFile === null)
    return [
      ciFinding('policy-changed', fileStart(configPath), `"${configPath}" is gone: here it holds as it was.`),
    ];
  return policyKeys
    .filter((key) => textOf(configs.base, key) !== textOf(configs.own, key))
    .map((key) => {
      const message = `"${key}" of ${configPath} changes: here it is taken as it stands at the base.`;
      return ciFinding('policy-changed', at(key), message, { detail: key });
    });
}

const textOf = (config: Config, key: (typeof policyKeys)[number]): string => canonicalJson(config[key]);
