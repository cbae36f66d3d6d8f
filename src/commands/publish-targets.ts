import path from 'node:path';
import { npmPackage } from '../bundle/npm-package.ts';
import { PromptopsError } from '../errors.ts';
import { didYouMean } from '../model/suggest.ts';
import { requireRemote } from '../source/remote-tags.ts';
import { type Release, type Target, type TargetName, targetNames } from '../source/targets/target.ts';
import type { Context } from './context.ts';
import type { PublishGround } from './publish-ground.ts';

export type TargetOptions = {
  readonly target?: readonly string[];
  /** Folder of `dir`, `tgz` and `json`, from the working folder. */
  readonly out?: string;
  readonly remote?: string;
};

/** The targets of this run, in the order they are gone through: what others can see comes first, and decides. */
export async function openTargets(
  ground: PublishGround,
  options: TargetOptions,
  context: Context,
): Promise<readonly Target[]> {
  const names = checkedNames(options.target ?? ground.config.publish.targets);
  const chosen = order.filter((name) => names.includes(name));
  refuseIdle('remote', ['git'], options, chosen);
  refuseIdle('out', ['dir', 'tgz', 'json'], options, chosen);
  return Promise.all(chosen.map((name) => openTarget(name, ground, options, context)));
}

const order: readonly TargetName[] = ['git', 'dir', 'tgz', 'json', 'npm'];

function checkedNames(names: readonly string[]): readonly string[] {
  const strange = names.find((name) => !targetNames.some((known) => known === name));
  if (strange === undefined) return names;
  throw new PromptopsError('usage', `There is no target "${strange}".`, {
    hint: didYouMean(strange, targetNames) ?? `There are: ${targetNames.join(', ')}.`,
  });
}

/** An option that no target of this run looks at: who types `--remote` expects that something is pushed there. */
function refuseIdle(
  option: 'remote' | 'out',
  readers: readonly TargetName[],
  options: TargetOptions,
  chosen: readonly TargetName[],
): void {
  if (options[option] === undefined || chosen.some((name) => readers.includes(name))) return;
  throw new PromptopsError('usage', `"--${option}" says nothing of ${chosen.join(', ')}.`, {
    hint: `It is for ${readers.join(', ')}: --target ${[...chosen, readers[0]].join(',')}`,
  });
}

async function openTarget(
  name: TargetName,
  { root, repository, config }: PublishGround,
  options: TargetOptions,
  { cwd, env }: Context,
): Promise<Target> {
  const { out, remote, npm } = config.publish;
  const folder = options.out === undefined ? path.join(root.root, out) : path.resolve(cwd, options.out);
  const shown = (options.out ?? out).replace(/\/+$/, '');
  switch (name) {
    case 'dir':
      return (await import('../source/targets/directory.ts')).directoryTarget(folder, shown);
    case 'tgz':
    case 'json':
      return (await import('../source/targets/file.ts')).fileTarget(name, folder, shown);
    case 'git': {
      const named = options.remote ?? remote;
      await requireRemote(repository, named);
      return (await import('../source/targets/git-remote.ts')).gitTarget(repository, named);
    }
    case 'npm': {
      if (npm.package === null) {
        throw new PromptopsError('usage', 'Nobody said what the npm package is called.', {
          hint: 'Add to promptops.yaml:  publish: { npm: { package: "@acme/prompts-{bundle}" } }',
        });
      }
      const { npmTarget } = await import('../source/targets/npm.ts');
      const packageOf = ({ name: bundle }: Release): string =>
        (npm.package ?? '').replaceAll('{bundle}', bundle);
      const contents = (release: Release) => npmPackage({ ...release, package: packageOf(release) });
      return npmTarget({ ...npm, packageOf, contents }, env);
    }
  }
}
