import { type ExitCode, PromptopsError } from '../errors.ts';
import { rules } from '../lint/rules/registry.ts';
import { readSettings } from '../lint/settings.ts';
import type { Config, ProviderConfig } from '../model/config.ts';
import { formatFault } from '../model/fault.ts';
import type { Project } from '../model/project.ts';
import { awsKeyVariables, readAwsKeys } from '../providers/aws-keys.ts';
import { providerNames } from '../providers/find-provider.ts';
import { keyVariable } from '../providers/key-variable.ts';
import { optionalKinds, packageOf, packages } from '../providers/optional-kinds.ts';
import { providerFaults } from '../providers/provider-faults.ts';
import { readEnvironment } from '../source/env-file.ts';
import { gitVersion } from '../source/git-version.ts';
import { projectPackageVersion } from '../source/project-package.ts';
import { readRepository } from '../source/repository.ts';
import { findRoot, type Root } from '../source/root.ts';
import { isWritable } from '../source/writable.ts';
import { tool } from '../version.ts';
import type { Command, Context } from './context.ts';
import { openProject } from './open-project.ts';
import type { ReportHead } from './report-head.ts';

export type DoctorCheck = {
  readonly name: string;
  readonly status: 'ok' | 'note' | 'fail';
  readonly detail: string;
  /** What to do about it; null when there is nothing to do. */
  readonly hint: string | null;
};

export type DoctorReport = ReportHead<'doctor', 'healthy' | 'unhealthy'> & {
  readonly checks: readonly DoctorCheck[];
};

/** What is installed, which keys are present (never their values), what would fail and why. */
export const doctorCommand: Command<Readonly<Record<string, never>>, DoctorReport> = async (
  _options,
  context,
) => {
  const root = await findRoot(context.cwd);
  const environment = await readEnvironment(root, context.env);
  const { project, checks: projectChecks } = await checkProject(context);
  const checks = [
    ok('promptops', tool.split(' ')[1] ?? ''),
    ok('node', process.version),
    ...(await checkGit(root)),
    ok('project', root.root),
    ...projectChecks,
    ...(project ? checkKeys(project, environment) : []),
    ...(project ? checkPackages(project, root) : []),
    ...(await checkDisk(root)),
  ];
  const failed = checks.some(({ status }) => status === 'fail');
  const exitCode: ExitCode = failed ? 1 : 0;
  const verdict = failed ? 'unhealthy' : 'healthy';
  return {
    kind: 'doctor',
    schemaVersion: 1,
    tool,
    verdict,
    exitCode,
    source: await readRepository(root),
    checks,
  };
};

const ok = (name: string, detail: string): DoctorCheck => ({ name, status: 'ok', detail, hint: null });
const note = (name: string, detail: string, hint: string | null): DoctorCheck => ({
  name,
  status: 'note',
  detail,
  hint,
});
const fail = (name: string, detail: string, hint: string | null): DoctorCheck => ({
  name,
  status: 'fail',
  detail,
  hint,
});

async function checkGit({ repository }: Root): Promise<readonly DoctorCheck[]> {
  const version = await gitVersion();
  if (version === null)
    return [note('git', 'not found', 'Install git to use --ref and to see commits in reports.')];
  const where = repository ?? 'not in a repository';
  return [
    ok('git', version),
    repository
      ? ok('repository', where)
      : note('repository', where, 'test, lint and show work; --ref needs "git init".'),
  ];
}

async function checkProject(
  context: Context,
): Promise<{ project: Project | null; checks: readonly DoctorCheck[] }> {
  try {
    const { project, snapshot } = await openProject(context, {});
    await snapshot.close();
    // A rule that is no rule is refused here as by lint.
    readSettings(project, rules);
    const faults = [...project.faults, ...(await providerFaults(project))];
    return { project, checks: [checkConfig({ ...project, faults }), ...checkPrompts(project)] };
  } catch (error) {
    if (!(error instanceof PromptopsError)) throw error;
    return {
      project: null,
      checks: [fail('config', [error.message, ...error.details].join(' '), error.hint)],
    };
  }
}

function checkConfig({ configFile, faults }: Project): DoctorCheck {
  if (!configFile) return note('config', 'no promptops.yaml, defaults hold', 'promptops init');
  const [first] = faults.filter(({ at }) => at.path === configFile.path);
  return first ? fail('config', formatFault(first), 'promptops lint') : ok('config', configFile.path);
}

function checkPrompts(project: Project): readonly DoctorCheck[] {
  const faults = [
    ...project.faults.filter(({ at }) => at.path !== project.configFile?.path),
    ...project.prompts.flatMap((prompt) => [...prompt.faults, ...(prompt.tests?.faults ?? [])]),
  ];
  const cases = project.prompts.reduce(
    (sum, { tests }) => sum + (tests?.cases.length ?? 0) + (tests?.datasets.length ?? 0),
    0,
  );
  const [first] = faults;
  if (project.ids.length === 0)
    return [note('prompts', `none below "${project.config.promptRoots.join('", "')}"`, 'promptops init')];
  return [
    ok('prompts', `${project.ids.length} with ${cases} cases`),
    ...(first
      ? [fail('faults', `${faults.length}, the first: ${formatFault(first)}`, 'promptops lint')]
      : []),
  ];
}

/** One line per provider the prompts use or the config names; one that is none is a fault of its prompt. */
function checkKeys(project: Project, env: Context['env']): readonly DoctorCheck[] {
  const used = project.prompts.flatMap(({ prompt, also }) =>
    prompt ? [prompt.model.id, ...prompt.model.fallback, ...also] : [],
  );
  const known = providerNames(project.config.providers);
  const names = new Set([
    ...Object.keys(project.config.providers),
    ...used.map((id) => id.split('/')[0] ?? '').filter((name) => known.includes(name)),
  ]);
  return [...names].sort().map((name) => checkKey(name, project.config, env));
}

function checkKey(name: string, config: Config, env: Context['env']): DoctorCheck {
  const provider: ProviderConfig | undefined = config.providers[name];
  const variable = keyVariable(name, provider);
  const command = provider?.kind === 'exec' ? [provider.settings['command']].flat().join(' ') : null;
  if (variable === null)
    return ok(`provider ${name}`, command === null ? 'needs no key' : `runs "${command}", needs no key`);
  if (readAwsKeys(name, provider, env))
    return ok(`provider ${name}`, `${awsKeyVariables.join(' and ')} are set`);
  return env[variable]
    ? ok(`provider ${name}`, `${variable} is set`)
    : note(
        `provider ${name}`,
        `${variable} is not set`,
        'Recorded answers replay without it; asking the provider needs it.',
      );
}

/** The packages that providers of the config speak through, where promptops brings none along. */
function checkPackages({ config }: Project, root: Root): readonly DoctorCheck[] {
  const used = new Set(Object.values(config.providers).map(({ kind }) => kind));
  return optionalKinds
    .filter((kind) => used.has(kind))
    .map((kind) => {
      const name = packageOf(kind);
      const version = projectPackageVersion(root, name);
      return version === null ? note(name, 'not installed', `npm i -D ${packages[kind]}`) : ok(name, version);
    });
}

async function checkDisk(root: Root): Promise<readonly DoctorCheck[]> {
  return (await isWritable(root))
    ? [ok('disk', 'the project folder can be written')]
    : [
        note(
          'disk',
          'the project folder is read-only',
          'lint, list and show work; test cannot keep its journal here.',
        ),
      ];
}
