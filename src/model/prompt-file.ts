import type { Json, Prompt, Role } from '../render/prompt.ts';
import type { Template } from '../render/template.ts';
import { parseBudgets, parseDatasets, parseMetadata } from './about.ts';
import {
  type Build,
  foundOrReport,
  type Inputs,
  itemsOf,
  report,
  topOf,
  type Written,
  within,
} from './build.ts';
import { checkTemplates } from './check-templates.ts';
import type { Config } from './config.ts';
import { promptDigest } from './digest.ts';
import { parseExamples } from './examples.ts';
import { type Fault, uniqueFaults } from './fault.ts';
import { type CheckedFile, type FileView, unreadFile } from './files.ts';
import { parseInputs } from './inputs.ts';
import { parseMessages } from './messages.ts';
import { parseModel } from './model-choice.ts';
import { parseOutput } from './output.ts';
import { parseOverlays, type WrittenOverlay } from './overlays.ts';
import { reachPartials } from './partials.ts';
import { fileStart, type Place } from './place.ts';
import { resolveReference } from './reference.ts';
import { recordOf, textOf, textsOf } from './shape.ts';
import { parseTestFile, type TestFile } from './test-file.ts';
import { parseToolChoice, parseTools } from './tools.ts';
import type { YamlFile } from './yaml-file.ts';

/** One `*.prompt.yaml`: what it does (`prompt`), what is said about it, and where each template stands. */
export type PromptFile = {
  /** Path under the prompts root, without `.prompt.yaml`. */
  readonly id: string;
  readonly path: string;
  readonly file: YamlFile;
  /** null when faults leave nothing to render. */
  readonly prompt: Prompt | null;
  /** `sha256:…` of the behaviour (digest.ts); null with `prompt`. */
  readonly digest: string | null;
  readonly description: string | null;
  readonly metadata: PromptMetadata;
  /** Further models that test and cost cover. */
  readonly also: readonly string[];
  readonly aliases: readonly string[];
  readonly budgets: Budgets;
  /** What overlays say instead: by kind and key, only those that say something. */
  readonly overlayBudgets: Readonly<Record<OverlayKind, Readonly<Record<string, Budgets>>>>;
  readonly datasets: Readonly<Record<string, DatasetSource>>;
  /** Digest of the source text each locale was translated from. */
  readonly basedOn: Readonly<Record<string, string>>;
  /** Every template of the prompt, its overlays and the partials they reach. */
  readonly templates: readonly TemplateSite[];
  /** The files its tools, schemas and overlays stand in where they are not written in place, by path. */
  readonly followed: ReadonlyMap<string, YamlFile>;
  /** null: there is no test file. */
  readonly tests: TestFile | null;
  /** Every file it is made of or names, its tests included, whether there is one or not. */
  readonly reads: ReadonlySet<string>;
  /** Faults of this file and of the partials, tools and schemas it names; the test file keeps its own. */
  readonly faults: readonly Fault[];
};

export type PromptMetadata = {
  readonly owner: string | null;
  readonly useCase: string | null;
  readonly tags: readonly string[];
  readonly status: 'draft' | 'active' | 'deprecated';
  readonly replacedBy: string | null;
  /** ISO date. */
  readonly sunset: string | null;
  readonly [key: `x-${string}`]: Json;
};

export type Budgets = {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: number | null;
  readonly maxIncreasePct: number | null;
};

export type DatasetSource = {
  /** Relative to the project root. */
  readonly path: string;
  readonly sample: number | null;
  readonly seed: number | null;
  readonly record: boolean;
};

export type OverlayKind = 'variants' | 'locales' | 'models';

export type TemplateSite = {
  /** The message it belongs to; null in a partial. */
  readonly message: { readonly id: string | null; readonly role: Role; readonly guard: boolean } | null;
  readonly overlay: { readonly kind: OverlayKind; readonly key: string } | null;
  readonly partial: string | null;
  readonly kind: 'text' | 'image' | 'audio' | 'file';
  readonly source: string;
  /** null: it does not parse, and a fault says why. */
  readonly template: Template | null;
  /** Where the characters [start, end) of `source` stand. */
  place(start: number, end: number): Place;
};

/** Where a prompt and its tests stand. */
export type PromptPlace = { readonly id: string; readonly path: string; readonly testPath: string | null };

/**
 * Puts a prompt together from its files as far as the view has them; while `files.waiting`, the result is not finished.
 * Whatever is wrong is in `faults`, and what can be read is read.
 */
export function parsePromptFile(
  place: PromptPlace,
  files: FileView,
  { config, partialNames }: { readonly config: Config; readonly partialNames: readonly string[] },
): PromptFile {
  const known = { id: place.id, config, partialNames, files };
  const build: Build = { ...known, faults: [], sites: [], followed: new Map() };
  const checked = ownFile(build, place.path);
  const top = topOf(checked.meant);
  const inputs = parseInputs(build, within(top, 'inputs'));
  const parts = parseBehaviour(build, top, inputs);
  if (parts && !files.waiting) checkTemplates(build, inputs, parts.prompt.partials);
  const datasets = parseDatasets(build, within(top, 'datasets'));
  const prompt = parts?.prompt ?? null;
  let digest: string | null = null;
  return {
    id: place.id,
    path: place.path,
    file: checked.file,
    prompt,
    // Most that is done with a prompt asks for no digest.
    get digest() {
      digest ??= prompt && promptDigest(prompt);
      return digest;
    },
    description: textOf(within(top, 'description').value),
    metadata: parseMetadata(within(top, 'metadata')),
    also: parts?.also ?? [],
    aliases: textsOf(within(top, 'aliases').value),
    budgets: parseBudgets(within(top, 'budgets')),
    overlayBudgets: overlayBudgetsOf(parts?.overlays),
    datasets,
    basedOn: basedOnOf(parts?.overlays.locales ?? []),
    templates: build.sites,
    followed: build.followed,
    tests: testsOf(build, place, { prompt, datasets }),
    reads: files.asked,
    faults: uniqueFaults(build.faults),
  };
}

const uncheckedFile = (file: YamlFile): CheckedFile => ({ file, faults: [], meant: file });

function ownFile(build: Build, path: string): CheckedFile {
  const found = foundOrReport(build, fileStart(path), path, build.files.yaml(path, 'prompt'));
  const checked = found ?? uncheckedFile(unreadFile(path));
  build.faults.push(...checked.faults);
  return checked;
}

type WrittenOverlays = Readonly<Record<OverlayKind, readonly WrittenOverlay[]>>;

/** The behaviour; null where the file holds nothing that could be rendered. */
function parseBehaviour(build: Build, top: Written, inputs: Inputs) {
  if (!recordOf(top.value)) return null;
  const { model, params, also } = parseModel(build, top);
  const output = parseOutput(build, within(top, 'output'));
  const tools = parseTools(build, within(top, 'tools'));
  const messages = parseMessages(build, within(top, 'messages'), inputs);
  const base = { messages, guards: guardsOf(within(top, 'messages')), inputs };
  const overlays: WrittenOverlays = {
    variants: parseOverlays(build, 'variants', within(top, 'variants'), base),
    locales: parseOverlays(build, 'locales', within(top, 'locales'), base),
    models: parseOverlays(build, 'models', within(top, 'models'), base),
  };
  const prompt: Prompt = {
    id: build.id,
    model,
    params,
    inputs,
    output,
    tools,
    toolChoice: parseToolChoice(build, within(top, 'toolChoice'), tools),
    examples: parseExamples(build, within(top, 'examples'), { inputs, output, messages }),
    messages,
    partials: reachPartials(build),
    variants: overlaysByKey(overlays.variants),
    locales: overlaysByKey(overlays.locales),
    models: overlaysByKey(overlays.models),
  };
  return { prompt, also, overlays };
}

const overlaysByKey = (overlays: readonly WrittenOverlay[]) =>
  Object.fromEntries(overlays.map(({ key, overlay }) => [key, overlay]));

/** Ids of the messages that are marked `guard: true`. */
function guardsOf(messages: Written): ReadonlySet<string> {
  const guarded = itemsOf(messages).filter((item) => within(item, 'guard').value === true);
  return new Set(guarded.flatMap((item) => textOf(within(item, 'id').value) ?? []));
}

function overlayBudgetsOf(overlays: WrittenOverlays | undefined): PromptFile['overlayBudgets'] {
  const budgetsOf = (some: readonly WrittenOverlay[] = []) =>
    Object.fromEntries(
      some.flatMap(({ key, written }) => {
        const budgets = within(written, 'budgets');
        return budgets.value === undefined ? [] : [[key, parseBudgets(budgets)]];
      }),
    );
  return {
    variants: budgetsOf(overlays?.variants),
    locales: budgetsOf(overlays?.locales),
    models: budgetsOf(overlays?.models),
  };
}

function basedOnOf(locales: readonly WrittenOverlay[]): Readonly<Record<string, string>> {
  const digests = locales.flatMap(({ key, written }) => {
    const digest = textOf(within(written, 'basedOn').value);
    return digest === null ? [] : [[key, digest] as const];
  });
  return Object.fromEntries(digests);
}

function testsOf(
  build: Build,
  { path, testPath }: PromptPlace,
  target: Parameters<typeof parseTestFile>[2],
): TestFile | null {
  if (testPath === null) return null;
  const found = build.files.yaml(testPath, 'test');
  if (found.state === 'refused') report(build, found.rule, found.message, fileStart(testPath));
  if (found.state !== 'found') return null;
  const tests = parseTestFile(build, found.file, target);
  return { ...tests, faults: [...tests.faults, ...otherPrompt(found.file, path)] };
}

/** A test file that stands beside one prompt and names another: nobody could say which one it tests. */
function otherPrompt({ meant: file }: CheckedFile, path: string): readonly Fault[] {
  const named = textOf(recordOf(file.value)?.['prompt']);
  if (named === null || resolveReference(file.path, named).path === path) return [];
  const message = `The file stands beside "${path}", but says that it tests "${named}".`;
  return [
    {
      rule: 'schema/invalid',
      message,
      hint: 'Remove "prompt", or rename the file.',
      at: file.placeOf(['prompt']),
    },
  ];
}
