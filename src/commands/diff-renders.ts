import type { PromptDiff } from '../diff/diff-prompt.ts';
import type { CaseRender, PromptSize, Renders } from '../diff/renders.ts';
import { PromptopsError } from '../errors.ts';
import { costOf } from '../meter/cost.ts';
import { formatUsd } from '../meter/money.ts';
import { findPrice } from '../meter/prices.ts';
import { loadCounter } from '../meter/tokens.ts';
import { readCaseVars } from '../model/case-vars.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { Case } from '../model/test-file.ts';
import { takeTurn } from '../model/turn.ts';
import type { Input, Prompt } from '../render/prompt.ts';
import { renderPrompt } from '../render/render-prompt.ts';
import type { ContentPart, ModelRequest } from '../render/request.ts';
import type { ComparedProjects, ComparedSide } from './comparison.ts';
import { shownRequest } from './shown-request.ts';

/** Of one prompt, and of all: rows of a dataset are not rendered, and hundreds of cases alike tell no more. */
const mostCases = 50;
const mostShown = 100;

/** One side of a case: what it would send, or why it cannot. */
type Rendered = { readonly request: ModelRequest; readonly text: string } | { readonly problem: string };

/** What the golden cases of one prompt show: those that are news, and the size of all. */
export type PairRenders = { readonly renders: readonly CaseRender[]; readonly size: PromptSize | null };

export const nothingRendered: PairRenders = { renders: [], size: null };

/** What of each prompt was rendered, by its id, as one. */
export function joinRenders(prompts: ReadonlyMap<string, PairRenders>): Renders {
  const found = [...prompts.values()].flatMap(({ renders }) => renders);
  const sizes = [...prompts].flatMap(([id, { size }]): [string, PromptSize][] => (size ? [[id, size]] : []));
  return {
    shown: found.slice(0, mostShown),
    omitted: Math.max(0, found.length - mostShown),
    sizes: new Map(sizes),
  };
}

/** What `render` makes of a prompt that differs, or what is known of it. */
type Rendering = (diff: PromptDiff, render: () => Promise<PairRenders>) => Promise<PairRenders>;

/** The golden cases of every prompt whose behaviour changed, rendered by both versions, by its id. */
export async function renderPrompts(
  { base, head }: Pick<ComparedProjects, 'base' | 'head'>,
  diffs: readonly PromptDiff[],
  rendering: Rendering = (_diff, render) => render(),
): Promise<ReadonlyMap<string, PairRenders>> {
  const old = new Map(base.project.prompts.map((prompt) => [prompt.id, prompt]));
  const now = new Map(head.project.prompts.map((prompt) => [prompt.id, prompt]));
  const found = new Map<string, PairRenders>();
  for (const diff of diffs) {
    const [before, after] = [old.get(diff.from ?? diff.prompt), now.get(diff.prompt)];
    const isOther = before?.prompt && after?.prompt && diff.digest.before !== diff.digest.after;
    const render = async () =>
      isOther
        ? renderPair({ before: { side: base, file: before }, after: { side: head, file: after } })
        : nothingRendered;
    found.set(diff.prompt, await rendering(diff, render));
    await takeTurn();
  }
  return found;
}

async function renderPair(sides: Sides): Promise<PairRenders> {
  const { file } = sides.after;
  const cases = (file.tests?.cases ?? []).slice(0, mostCases);
  const renders = await Promise.all(cases.map((testCase) => renderCase(sides, testCase)));
  return {
    renders: renders.filter(isNews).map(({ requests: _requests, ...render }) => render),
    size: await sizeOf(sides, renders),
  };
}

type Side = { readonly side: ComparedSide; readonly file: PromptFile };
type Sides = { readonly before: Side; readonly after: Side };
type Requests = { readonly before: ModelRequest; readonly after: ModelRequest };
type RenderedCase = CaseRender & { readonly requests: Requests | null };

const isNews = ({ texts, problem }: CaseRender): boolean => problem !== null || texts.before !== texts.after;

async function renderCase({ before, after }: Sides, testCase: Case): Promise<RenderedCase> {
  const now = await renderSide(after, testCase, before.file);
  const own = before.file.tests?.cases.find(({ id }) => id === testCase.id);
  // The same variables show what the prompt does; a version that does not take them is shown with its own.
  const same = await renderSide(before, testCase, after.file);
  const old = 'problem' in same && own ? await renderSide(before, own, after.file) : same;
  const texts = { before: 'text' in old ? old.text : null, after: 'text' in now ? now.text : null };
  const problem = 'problem' in now ? now.problem : 'problem' in old ? `At base: ${old.problem}` : null;
  const requests = 'request' in old && 'request' in now ? { before: old.request, after: now.request } : null;
  const tokens = requests && {
    before: (await countOf(before, requests.before)).tokens,
    after: (await countOf(after, requests.after)).tokens,
  };
  return { prompt: after.file.id, case: testCase.id, texts, tokens, problem, requests };
}

async function renderSide({ side, file }: Side, testCase: Case, other: PromptFile): Promise<Rendered> {
  const { prompt } = file;
  if (!prompt) return { problem: 'The prompt cannot be read.' };
  const { model, locale, variant } = testCase;
  try {
    const vars = await readCaseVars(testCase.vars, prompt, file.tests?.path ?? file.path, side.snapshot);
    const request = renderPrompt(prompt, vars, { model: model ?? prompt.model.id, locale, variant });
    return { request, text: textOf(shownRequest(request, hiddenInputs(prompt, other.prompt), vars)) };
  } catch (error) {
    if (error instanceof PromptopsError) return { problem: error.message };
    throw error;
  }
}

/** A value that either version calls sensitive is shown by neither. */
function hiddenInputs({ inputs }: Prompt, other: Prompt | null): Prompt['inputs'] {
  const entries = Object.entries(inputs).map(([name, input]): [string, Input] => {
    const isHidden = input.sensitive || other?.inputs[name]?.sensitive === true;
    return [name, { ...input, sensitive: isHidden }];
  });
  return Object.fromEntries(entries);
}

const textOf = ({ messages }: ModelRequest): string =>
  messages.map(({ role, content }) => `[${role}]\n${content.map(partText).join('\n')}`).join('\n\n');

function partText(part: ContentPart): string {
  if (part.type === 'text') return part.text;
  return 'url' in part ? `[${part.type} ${part.url}]` : `[${part.type} ${part.mediaType} ${part.name ?? ''}]`;
}

const countOf = async ({ side }: Side, request: ModelRequest) =>
  (await loadCounter(request.model, side.project.config)).countRequest(request);

async function sizeOf(sides: Sides, renders: readonly RenderedCase[]): Promise<PromptSize | null> {
  const counted = renders.flatMap(({ tokens, requests }) =>
    tokens && requests ? [{ tokens, requests }] : [],
  );
  const [first] = counted;
  if (!first) return null;
  const mean = (side: 'before' | 'after') =>
    Math.round(counted.reduce((sum, { tokens }) => sum + tokens[side], 0) / counted.length);
  const tokens = { before: mean('before'), after: mean('after') };
  const counts = [
    await countOf(sides.before, first.requests.before),
    await countOf(sides.after, first.requests.after),
  ];
  return {
    cases: counted.length,
    changed: counted.filter(({ requests }) => !isSame(requests)).length,
    tokens,
    confidence: counts.every(({ confidence }) => confidence === 'bpe') ? 'bpe' : 'estimate',
    inputUsdPerThousand: {
      before: await usdOf(sides.before, tokens.before),
      after: await usdOf(sides.after, tokens.after),
    },
  };
}

/** Both are made by one renderer, which writes their keys in one order. */
const isSame = ({ before, after }: Requests): boolean =>
  JSON.stringify(before.messages) === JSON.stringify(after.messages);

async function usdOf({ side, file }: Side, tokens: number): Promise<string | null> {
  const found = await findPrice(file.prompt?.model.id ?? '', side.project.config);
  if (!found) return null;
  const input = { total: tokens, cacheRead: 0, cacheWrite: 0 };
  const cost = costOf({ input, output: { total: 0, reasoning: 0 } }, found.price);
  return cost === null ? null : formatUsd(cost * 1000n);
}
