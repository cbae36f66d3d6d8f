import { checkBundle } from '../bundle/check-bundle.ts';
import { type BundlePrompt, isReleased } from '../bundle/pack-prompt.ts';
import { planBundles } from '../bundle/plan-bundles.ts';
import { guardsOf } from '../diff/places.ts';
import { PromptopsError } from '../errors.ts';
import { canonicalJson } from '../model/digest.ts';
import { unreadFile } from '../model/files.ts';
import { promptEnding } from '../model/layout.ts';
import { loadProject, type Project } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { below } from '../model/reference.ts';
import { recordOf } from '../model/shape.ts';
import type { Json, Message, Prompt } from '../render/prompt.ts';
import { type FoundBundle, readBundleAt } from '../source/read-bundle.ts';
import { allNames, resolveRef } from '../source/ref.ts';
import type { Root } from '../source/root.ts';
import { readSnapshot } from '../source/snapshot.ts';

/** What was published: the bundle's name, and its prompts as they are sent. */
export type BundleSide = { readonly name: string; readonly prompts: readonly BundlePrompt[] };

/** `support@1.4.0`, as releases are tagged. */
const release = /^([^@]+)@([^@/]+)$/;

/**
 * A bundle by what stands behind `bundle:`: a release by its tag, `support@1.4.0`, else a folder, `.tgz` or `.json`. Throws
 * `bad-ref` or `not-found` where there is none, and `refused-bundle` for one that fails a check.
 */
export async function readBundleSide(root: Root, cwd: string, named: string): Promise<BundleSide> {
  const [, name] = release.exec(named) ?? [];
  if (name !== undefined) return releasedPrompts(root, name, named);
  const { manifest, prompts } = checkedOrRefused(named, await readBundleAt(cwd, named));
  return { name: manifest.name, prompts };
}

function checkedOrRefused(named: string, found: FoundBundle) {
  const refuse = (check: string, message: string) =>
    new PromptopsError('refused-bundle', `The bundle "${named}" is refused (${check}): ${message}`);
  if (found.problem) throw refuse(found.problem.check, found.problem.message);
  const { checks, manifest, prompts } = checkBundle(found.files);
  const failed = checks.find(({ passed }) => !passed);
  if (failed) throw refuse(failed.check, failed.message);
  if (!manifest) throw new TypeError('What passed every check has a manifest.');
  return { manifest, prompts };
}

/** The prompts of a bundle at the commit that its tag names. */
async function releasedPrompts(root: Root, name: string, tag: string): Promise<BundleSide> {
  const commit = await resolveRef(root, tag).catch((error: unknown) => explainTag(error, tag));
  const snapshot = await readSnapshot(root, { commit });
  try {
    const { config, ids } = await loadProject(snapshot, { only: () => false });
    const planned = new Set(planBundles(config, ids, [name]).flatMap((bundle) => bundle.ids));
    const { prompts } = await loadProject(snapshot, { only: ({ id }) => planned.has(id) });
    const sent = prompts.filter(isReleased).flatMap(({ prompt, digest }) => {
      return prompt && digest !== null ? [{ ...prompt, digest }] : [];
    });
    return { name, prompts: sent };
  } finally {
    await snapshot.close();
  }
}

function explainTag(error: unknown, tag: string): never {
  if (!(error instanceof PromptopsError) || error.code !== 'bad-ref') throw error;
  throw new PromptopsError('bad-ref', `There is no release "${tag}" in this clone.`, {
    hint: `${error.hint === allNames ? '' : `${error.hint} `}Fetch the tags with "git fetch --tags", or name a folder, .tgz or .json.`,
    cause: error,
  });
}

/**
 * A bundle as a reading of a project. It holds what is sent and how the answer is read; of tests, owners and budgets it
 * says what the project says, so that none of them differs.
 */
export const projectOfBundle = ({ prompts }: BundleSide, like: Project): Project => ({
  ...like,
  faults: [],
  prompts: prompts.map((prompt) => {
    const { id, digest } = prompt;
    const own =
      like.prompts.find((each) => each.id === id || each.aliases.includes(id)) ??
      like.prompts.find((each) => each.digest === digest);
    const path = below(like.config.promptRoots[0] ?? '', `${id}${promptEnding}`);
    return readingOf(prompt, own ?? unknownPrompt(id, path));
  }),
});

function readingOf({ digest, ...prompt }: BundlePrompt, like: PromptFile): PromptFile {
  const said = { ...recordOf(like.file.value), messages: marksOf(prompt, like) };
  const { status } = like.metadata;
  return {
    ...like,
    id: prompt.id,
    prompt,
    digest,
    file: { ...like.file, value: said },
    // A draft is in no bundle.
    metadata: { ...like.metadata, status: status === 'draft' ? 'active' : status },
    faults: [],
  };
}

/** Which messages are guards a bundle does not say: those that are in the project. */
function marksOf({ messages }: Prompt, like: PromptFile): readonly Json[] {
  const guards = guardsOf(like);
  const guarded = (like.prompt?.messages ?? []).filter((_, index) => guards.has(index));
  return messages.map((message) => ({
    guard: guarded.some((other) => idOf(other) === idOf(message)),
  }));
}

const idOf = (message: Message): string =>
  message.type === 'message' && message.id !== null ? message.id : canonicalJson(message);

/** A prompt of which the project knows nothing: where it would stand. */
const unknownPrompt = (id: string, path: string): PromptFile => ({
  id,
  path,
  file: unreadFile(path),
  prompt: null,
  digest: null,
  description: null,
  metadata: { owner: null, useCase: null, tags: [], status: 'active', replacedBy: null, sunset: null },
  also: [],
  aliases: [],
  budgets: { inputTokens: null, outputTokens: null, costUsd: null, maxIncreasePct: null },
  overlayBudgets: { variants: {}, locales: {}, models: {} },
  datasets: {},
  basedOn: {},
  templates: [],
  followed: new Map(),
  tests: null,
  reads: new Set(),
  faults: [],
});
