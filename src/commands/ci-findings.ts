import type { RuleNote } from '../lint/report.ts';
import { type Config, configPath } from '../model/config.ts';
import { canonicalJson } from '../model/digest.ts';
import { type Finding, fingerprint } from '../model/finding.ts';
import { globMatcher } from '../model/glob.ts';
import { byCodePoint } from '../model/order.ts';
import { fileStart, type Place } from '../model/place.ts';
import type { CiPolicy, CiPrompt } from './ci-report.ts';
import { type CiSides, isPolicy } from './ci-sides.ts';

/** What `ci` finds that no part of it does, explained. */
export const ciRules = {
  'policy-changed': {
    level: 'warning',
    summary: 'The change touches what it is judged by.',
    why: 'Config, prices, traffic, accepted findings, approvals and judges are read at the base: nobody loosens their own gate. What is changed in them holds once it is merged.',
    fix: 'Nothing, where it is meant. Where a prompt needs it, merge it first, in a change of its own.',
  },
  'code-changed': {
    level: 'warning',
    summary: 'A file that may run as code is another one than at the base.',
    why: 'The base says which files may run; what they do is the change’s.',
    fix: 'Read it before you merge.',
  },
  'recording-changed': {
    level: 'error',
    summary: 'A recorded answer is another one, though nothing else was asked.',
    why: 'Recordings are the evidence that golden cases pass. An answer to the same request changes when somebody asks again, or writes it by hand.',
    fix: 'Restore it from the base, or have it approved: in promptops.approvals.yaml at the base, or by the label that `--approve-label` names.',
  },
  'prompt-untested': {
    level: 'error',
    summary: 'A changed prompt that is active has no case that runs.',
    why: 'Nothing says that it still does what it is for.',
    fix: 'Add a case to its test file, or set `status: draft` until it has one.',
  },
  'not-evaluated': {
    level: 'error',
    summary: 'Cases of a prompt have no answer to look at.',
    why: 'Their requests have changed since they were recorded, and nobody was asked: there is no evidence for or against the change.',
    fix: 'Record them: `promptops test <prompt> --replay record`, and commit what it writes.',
  },
  'part-failed': {
    level: 'error',
    summary: 'A part of the checks could not be run.',
    why: 'An error is never a pass.',
    fix: 'Mend what it says and run again.',
  },
} as const satisfies Readonly<Record<string, Omit<RuleNote, 'id'>>>;

export type CiRule = keyof typeof ciRules;

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
    help: id === 'recording-changed' ? `promptops explain ${id}` : `docs/ci.md#${id}`,
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
