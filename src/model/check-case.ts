import { checkVars } from '../render/check-vars.ts';
import type { Input, Json, Prompt } from '../render/prompt.ts';
import { type Build, foundOrReport, type Inputs, report, resolveOrReport } from './build.ts';
import type { Entry } from './case.ts';
import { fileReferenceOf } from './file-reference.ts';
import { safeMatches } from './inputs.ts';
import { mediaTypeOf } from './media-type.ts';
import { checkModelId } from './model-choice.ts';
import type { DatasetSource } from './prompt-file.ts';
import { hasPlaceholder } from './row-template.ts';
import { listOf } from './shape.ts';
import { didYouMean } from './suggest.ts';
import type { AssertionSpec, Case } from './test-file.ts';

/** What a case is checked against; `prompt` is null where the prompt has nothing to render. */
export type CaseTarget = {
  readonly prompt: Prompt | null;
  readonly datasets: Readonly<Record<string, DatasetSource>>;
};

/** Whether a case can fail at all, names things that exist, and gives the prompt variables that fit. */
export function checkCase(build: Build, parsed: Case, entry: Entry, { prompt }: CaseTarget): void {
  checkAssertions(build, parsed, entry);
  if (parsed.model !== null && !hasPlaceholder(parsed.model)) {
    checkModelId(build, parsed.model, entry.placeOf(entry.pathOf('model')));
  }
  if (!prompt) return;
  checkName(build, 'locale', parsed.locale, Object.keys(prompt.locales), entry);
  checkName(build, 'variant', parsed.variant, Object.keys(prompt.variants), entry);
  checkToolResults(build, parsed, prompt, entry);
  checkCaseVars(build, parsed, effectiveInputs(prompt, parsed), entry);
}

function checkAssertions(build: Build, parsed: Case, entry: Entry): void {
  const groups: readonly (readonly AssertionSpec[])[] = [
    parsed.assert,
    ...parsed.turns.map((turn) => turn.assert),
  ];
  const all = groups.flat();
  // One without a type is no assertion yet, and the schema asked for the type.
  if (all.length === 0 && listOf(entry.merged['assert']).length === 0) {
    const message = `The case "${nameOf(parsed)}" has no assertion: a test that cannot fail is no test.`;
    report(build, 'tests/no-assertion', message, entry.at, 'Add "assert" to it or to "defaultTest".');
  }
  if (all.length > 0 && all.every(({ weight }) => weight === 0)) {
    const message = `Every assertion of the case "${nameOf(parsed)}" has weight 0: it cannot fail.`;
    report(build, 'tests/no-assertion', message, entry.at, 'Give one of them a weight.');
  }
}

const nameOf = ({ id, dataset }: Case) => (dataset === null ? id : `${dataset}${id === '' ? '' : `:${id}`}`);

function checkName(
  build: Build,
  what: 'locale' | 'variant',
  name: string | null,
  names: readonly string[],
  entry: Entry,
): void {
  if (name === null || names.includes(name) || hasPlaceholder(name)) return;
  const hint =
    didYouMean(name, names) ?? (names.length > 0 ? `It has ${names.join(', ')}.` : `It has no ${what}s.`);
  report(
    build,
    'schema/invalid',
    `The prompt has no ${what} "${name}".`,
    entry.placeOf(entry.pathOf(what)),
    hint,
  );
}

function checkToolResults(build: Build, { toolResults }: Case, prompt: Prompt, entry: Entry): void {
  const names = prompt.tools.map(({ name }) => name);
  for (const tool of Object.keys(toolResults ?? {})) {
    if (names.includes(tool)) continue;
    const at = entry.placeOf([...entry.pathOf('toolResults'), tool], 'key');
    report(build, 'schema/invalid', `The prompt has no tool "${tool}".`, at, didYouMean(tool, names));
  }
}

/** The inputs with the defaults that the case's own locale and variant give them. */
function effectiveInputs(prompt: Prompt, { locale, variant }: Case): Inputs {
  const overlays = [
    variant !== null && Object.hasOwn(prompt.variants, variant) ? prompt.variants[variant] : undefined,
    locale !== null && Object.hasOwn(prompt.locales, locale) ? prompt.locales[locale] : undefined,
  ];
  const patches = overlays.flatMap((overlay) => Object.entries(overlay?.inputs ?? {}));
  // The very same object: how to check values against it is known by it.
  if (patches.length === 0) return prompt.inputs;
  const inputs: Record<string, Input> = { ...prompt.inputs };
  for (const [name, patch] of patches) {
    const input = inputs[name];
    if (input) inputs[name] = { ...input, default: patch.default };
  }
  return inputs;
}

function checkCaseVars(build: Build, parsed: Case, inputs: Inputs, entry: Entry): void {
  const vars: Record<string, unknown> = {};
  const unknown = new Set<string>();
  for (const [name, value] of Object.entries(parsed.vars)) {
    const input = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    if (!input) reportExtra(build, name, parsed, inputs, entry, unknown);
    else if (hasPlaceholder(value)) unknown.add(name);
    else {
      const read = readVar(build, name, value, input, entry);
      if (read === undefined) unknown.add(name);
      else vars[name] = read;
    }
  }
  const matches = (pattern: string, text: string) => safeMatches(build, pattern, text);
  for (const problem of checkVars(inputs, vars, { matches })) {
    if (unknown.has(problem.input)) continue;
    if (problem.kind === 'missing') {
      // Where only the defaults have variables, the case itself is what lacks one.
      const path = entry.pathOf('vars');
      const at = path[0] === 'defaultTest' ? entry.at : entry.placeOf(path);
      report(
        build,
        'tests/variable-missing',
        `The case "${nameOf(parsed)}" gives no "${problem.input}".`,
        at,
      );
    } else {
      const at = entry.placeOf([...entry.varPath(problem.input), ...problem.path.slice(1)]);
      report(build, 'tests/variable-type', problem.message, at);
    }
  }
}

/** A variable that no input has. The one it was meant for is not missing as well. */
function reportExtra(
  build: Build,
  name: string,
  parsed: Case,
  inputs: Inputs,
  entry: Entry,
  meant: Set<string>,
): void {
  const free = Object.keys(inputs).filter((input) => !Object.hasOwn(parsed.vars, input));
  const hint = didYouMean(name, free) ?? didYouMean(name, Object.keys(inputs));
  for (const input of free) if (hint !== null && hint === didYouMean(name, [input])) meant.add(input);
  const message = `The prompt has no input "${name}".`;
  report(build, 'tests/variable-missing', message, entry.placeOf(entry.varPath(name), 'key'), hint);
}

/** The value as the prompt would get it; undefined where a file is not there (yet). */
function readVar(build: Build, name: string, value: Json, input: Input, entry: Entry): unknown {
  const reference = fileReferenceOf(value, input);
  if (reference === null) return value;
  const at = entry.placeOf([...entry.varPath(name), 'file']);
  const path = resolveOrReport(build, { path: at.path, at }, reference);
  if (path === null) return undefined;
  if (input.kind === 'json') return foundOrReport(build, at, path, build.files.text(path))?.text;
  if (!foundOrReport(build, at, path, build.files.exists(path))) return undefined;
  const mediaType = mediaTypeOf(path, input.kind);
  if (mediaType !== null) return { mediaType, base64: 'AA==' };
  const message = `"${path}" is no ${input.kind} by its name.`;
  report(build, 'tests/variable-type', message, at, 'Give the file the ending of its format.');
  return undefined;
}
