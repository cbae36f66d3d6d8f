import { canonicalJson, promptDigest, sha256 } from '../model/digest.ts';
import { foldedId } from '../model/layout.ts';
import { parseTemplate } from '../model/template.ts';
import { type Manifest, manifestPath } from '../render/manifest.ts';
import type { Template } from '../render/template.ts';
import { type BundleFiles, pathProblem } from './bundle-files.ts';
import { firstProblem, parseJson } from './bundle-json.ts';
import type { BundlePrompt } from './pack-prompt.ts';
import { readManifest } from './read-manifest.ts';
import { bundlePrompt } from './validators.generated.js';

/** One thing a bundle must be. */
export type BundleCheck = {
  readonly check: 'format' | 'manifest' | 'paths' | 'files' | 'hashes' | 'prompts' | 'digests' | 'templates';
  readonly passed: boolean;
  /** What was seen, or what is wrong, naming the file; a sentence. */
  readonly message: string;
};

export type CheckedBundle = {
  /** Every check that could be made, in order: after a failure of `format` or `manifest` there is nothing to go by. */
  readonly checks: readonly BundleCheck[];
  /** null: it is none, or of an unknown version. */
  readonly manifest: Manifest | null;
  /** The prompts that could be read, in the manifest's order. */
  readonly prompts: readonly BundlePrompt[];
};

/** Whether the files are a bundle, all of it and nothing else, as some build made it. */
export function checkBundle(files: BundleFiles): CheckedBundle {
  const { value, checks } = readManifest(files);
  if (value === null) return { checks, manifest: null, prompts: [] };
  const read = value.prompts.map((entry) => readPrompt(files, entry.file));
  const prompts = read.flatMap(({ prompt }) => prompt ?? []);
  const count = `${value.prompts.length} prompt${value.prompts.length === 1 ? '' : 's'}`;
  return {
    checks: [
      ...checks,
      verdict('paths', 'Every path is safe.', pathFaults(files)),
      verdict('files', 'Every file is listed, and every listed file is there.', fileFaults(files, value)),
      verdict('hashes', `${files.size - 1} files have the listed digest.`, hashFaults(files, value)),
      verdict(
        'prompts',
        `${count} can be read.`,
        read.flatMap(({ fault }) => fault ?? []),
      ),
      verdict('digests', `${count} do what their digest says.`, digestFaults(value, prompts)),
      verdict('templates', 'Every template parses to the tree that is rendered.', templateFaults(prompts)),
    ],
    manifest: value,
    prompts,
  };
}

function verdict(check: BundleCheck['check'], seen: string, faults: readonly string[]): BundleCheck {
  const [first] = faults;
  if (first === undefined) return { check, passed: true, message: seen };
  const more = faults.length === 1 ? '' : ` (and ${faults.length - 1} more)`;
  return { check, passed: false, message: `${first}${more}` };
}

function pathFaults(files: BundleFiles): readonly string[] {
  const taken = new Map<string, string>();
  return [...files.keys()].flatMap((path) => {
    const problem = pathProblem(path);
    if (problem !== null) return [`"${path}" ${problem}.`];
    const other = taken.get(foldedId(path));
    taken.set(foldedId(path), path);
    return other === undefined ? [] : [`"${path}" and "${other}" differ only in case or Unicode form.`];
  });
}

function fileFaults(files: BundleFiles, { files: listed, prompts }: Manifest): readonly string[] {
  const missing = Object.keys(listed).filter((path) => !files.has(path));
  const unlisted = [...files.keys()].filter((path) => path !== manifestPath && !Object.hasOwn(listed, path));
  const adrift = prompts.filter(({ file }) => !Object.hasOwn(listed, file));
  return [
    ...missing.map((path) => `"${path}" is listed, and missing.`),
    ...unlisted.map((path) => `"${path}" is not listed.`),
    ...adrift.map(({ id, file }) => `"${file}", of prompt "${id}", is not listed.`),
  ];
}

const hashFaults = (files: BundleFiles, { files: listed }: Manifest): readonly string[] =>
  Object.entries(listed).flatMap(([path, digest]) => {
    const bytes = files.get(path);
    return bytes === undefined || sha256(bytes) === digest
      ? []
      : [`"${path}" is not the file that was listed.`];
  });

function readPrompt(
  files: BundleFiles,
  path: string,
): { readonly prompt: BundlePrompt | null; readonly fault: string | null } {
  const bytes = files.get(path);
  const value = bytes && parseJson(bytes);
  if (value === undefined) {
    return { prompt: null, fault: `"${path}" is ${bytes ? 'no JSON' : 'missing'}.` };
  }
  if (bundlePrompt(value)) return { prompt: value as BundlePrompt, fault: null };
  return { prompt: null, fault: `"${path}" is not a prompt: ${firstProblem(bundlePrompt.errors)}.` };
}

function digestFaults({ prompts: entries }: Manifest, prompts: readonly BundlePrompt[]): readonly string[] {
  const byId = new Map(prompts.map((prompt) => [prompt.id, prompt]));
  return entries.flatMap(({ id, digest, file }) => {
    const prompt = byId.get(id);
    if (!prompt) return [`"${file}" is not prompt "${id}".`];
    const { digest: stated, ...behavior } = prompt;
    return stated === digest && promptDigest(behavior) === digest
      ? []
      : [`"${file}" does something else than its digest says.`];
  });
}

/** The digest covers the sources, and what is rendered are the trees. */
const templateFaults = (prompts: readonly BundlePrompt[]): readonly string[] =>
  prompts.flatMap((prompt) => {
    const strange = templatesOf(prompt).find(({ source, tree }) => {
      const { template } = parseTemplate(source, { maxBytes: Number.POSITIVE_INFINITY });
      return template === null || canonicalJson(template.tree) !== canonicalJson(tree);
    });
    return strange ? [`A template of prompt "${prompt.id}" would render something else than it says.`] : [];
  });

/** Every template of a prompt: those of its messages, its overlays and its partials. */
function templatesOf({ messages, partials, variants, locales, models }: BundlePrompt): readonly Template[] {
  const overlays = [variants, locales, models].flatMap((some) => Object.values(some));
  const parts = [
    ...messages.flatMap((message) => (message.type === 'message' ? message.content : [])),
    ...overlays.flatMap((overlay) => Object.values(overlay.messages ?? {}).flat()),
  ];
  return [
    ...parts.map((part) => (part.type === 'text' ? part.text : part.source)),
    ...Object.values(partials),
  ];
}
