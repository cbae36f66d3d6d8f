import { PromptopsError } from '../errors.ts';
import type { LintConfig, RuleSetting } from '../model/config.ts';
import type { Finding } from '../model/finding.ts';
import { globMatcher } from '../model/glob.ts';
import { formatPlace } from '../model/place.ts';
import type { Project } from '../model/project.ts';
import { didYouMean } from '../model/suggest.ts';
import type { YamlPath } from '../model/yaml-file.ts';
import { checkValue } from '../render/check-value.ts';
import type { Preset, Rule } from './rule.ts';

/** How one rule is set for one file. `chosen`: the config names it, so its level stands over the rule's own. */
export type Setting = {
  readonly level: Finding['level'] | 'off';
  readonly chosen: boolean;
  readonly options: unknown;
};

/** Path of a file and a rule → its setting there. */
export type Settings = (path: string, rule: Rule) => Setting;

type Configured = Pick<Project, 'config' | 'configFile'>;

const presets: readonly Preset[] = ['minimal', 'recommended', 'strict'];

/**
 * Reads `lint:` of the config: the preset, then `rules`, then each override whose globs match the file, the later
 * one winning. Throws PromptopsError `invalid-project` for a rule that does not exist, cannot be switched off or
 * takes no such options.
 */
export function readSettings(project: Configured, rules: readonly Rule[]): Settings {
  const { lint } = project.config;
  checkRules(project, lint.rules, ['lint', 'rules'], rules);
  for (const [index, override] of lint.overrides.entries()) {
    checkRules(project, override.rules, ['lint', 'overrides', index, 'rules'], rules);
  }
  const overrides = lint.overrides.map(({ files, rules: set }) => ({ globs: files.map(globMatcher), set }));
  // Files that the same overrides name share their settings, and most projects have none.
  const namedBy = remember((path: string) =>
    overrides.map(({ globs }) => Number(globs.some((matches) => matches(path)))).join(''),
  );
  const settingsOf = remember((named: string) => {
    const layers = [
      lint.rules,
      ...overrides.filter((_each, index) => named[index] === '1').map(({ set }) => set),
    ];
    return remember((rule: Rule) => settingIn(layers, rule, lint));
  });
  return (path, rule) => settingsOf(overrides.length === 0 ? '' : namedBy(path))(rule);
}

/** The last layer that names the rule holds. */
function settingIn(layers: readonly LintConfig['rules'][], rule: Rule, lint: LintConfig): Setting {
  const written = layers.findLast((layer) => Object.hasOwn(layer, rule.id))?.[rule.id];
  if (written === undefined || rule.locked) return { ...preset(rule, lint), chosen: false, options: null };
  const [level, options] = typeof written === 'string' ? [written, null] : written;
  return { level: levels[level], chosen: true, options };
}

const levels: Readonly<Record<RuleSetting, Setting['level']>> = {
  off: 'off',
  warn: 'warning',
  error: 'error',
};

const preset = (rule: Rule, lint: LintConfig): Pick<Setting, 'level'> => ({
  level: presets.indexOf(rule.preset) <= presets.indexOf(lint.extends) || rule.locked ? rule.severity : 'off',
});

function checkRules(
  project: Configured,
  written: LintConfig['rules'],
  path: YamlPath,
  rules: readonly Rule[],
) {
  for (const [id, setting] of Object.entries(written)) {
    const rule = rules.find((candidate) => candidate.id === id);
    const at = project.configFile
      ? ` (${formatPlace(project.configFile.placeOf([...path, id], 'key'))})`
      : '';
    if (!rule) {
      throw new PromptopsError('invalid-project', `There is no lint rule "${id}"${at}.`, {
        hint:
          didYouMean(
            id,
            rules.map((known) => known.id),
          ) ?? 'Run "promptops explain" for the list of rules.',
      });
    }
    const [level, options] = typeof setting === 'string' ? [setting, undefined] : setting;
    if (rule.locked && level !== 'error') {
      throw new PromptopsError('invalid-project', `Rule "${id}" cannot be set to ${level}${at}.`, {
        hint: 'Files that break it are refused by every command. Remove the line.',
      });
    }
    if (options !== undefined) checkOptions(rule, options, at);
  }
}

function checkOptions(rule: Rule, options: unknown, at: string): void {
  if (!rule.options) throw new PromptopsError('invalid-project', `Rule "${rule.id}" takes no options${at}.`);
  const [problem] = checkValue(rule.options, options);
  if (!problem) return;
  const where = ['options', ...problem.path].join('.');
  throw new PromptopsError('invalid-project', `Rule "${rule.id}"${at}: ${where}: ${problem.message}`);
}

function remember<Key, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}
