import type { RequestCount, TokenCounter } from '../meter/tokens.ts';
import { applyOverlays } from '../render/overlay.ts';
import type { Prompt } from '../render/prompt.ts';
import { renderPrompt, type Selection } from '../render/render-prompt.ts';
import type { ChatMessage, ContentPart, ModelRequest } from '../render/request.ts';
import { assumedSheet } from './assumed-sheet.ts';
import { cachesOnDemand, staticPrefix, upToBreakpoint } from './cache-prefix.ts';
import type { Sheet, SheetRequest } from './sheet.ts';
import { variableTokens } from './variable-tokens.ts';

/** Inputs a request is rendered with, files read. */
export type MeasuredCase = {
  readonly vars: Readonly<Record<string, unknown>>;
  readonly variant: string | null;
};

export type Measuring = {
  readonly prompt: Prompt;
  /** The golden cases of the locale; none: few-shot inputs, or what the inputs allow, stand in. */
  readonly cases: readonly MeasuredCase[];
  readonly model: string;
  readonly locale: string | null;
  readonly counter: TokenCounter;
  /** Variables whose own tokens are wanted. */
  readonly apart: ReadonlySet<string>;
  matches?(pattern: string, text: string): boolean;
};

/** Counts what the calls of a prompt send, request by request, in the tokens of one model. */
export function measurePrompt(measuring: Measuring): Sheet {
  const { prompt, model, locale, counter } = measuring;
  const resolved = applyOverlays(prompt, { model, locale });
  const { cases, basis } = casesOf(measuring, resolved);
  const { around, ...fixed } = measureFixed(measuring, resolved);
  if (basis === 'assumed') return assumedSheet(measuring, resolved, fixed);
  const counted = cases.map((one) => measureCase(measuring, resolved, one));
  const [first] = counted;
  const text = first?.count ?? counter.countRequest(emptyRequest(measuring, resolved));
  return {
    model,
    requests: counted.map(({ request }) => request),
    ...fixed,
    basis,
    // What is around the text may be known worse than the text itself.
    confidence: around.confidence === 'assumed' ? around.confidence : text.confidence,
    partConfidence: { text: text.confidence, tools: around.confidence },
    counter: counter.source,
    band: (text.tokens * text.band + around.tokens * around.band) / Math.max(1, text.tokens + around.tokens),
    uncounted: [...new Set([...fixed.uncounted, ...counted.flatMap(({ count }) => count.uncounted)])].sort(),
  };
}

/** The requests of the cases, whole, as they would be sent. */
export function requestsOf(measuring: Omit<Measuring, 'counter' | 'apart'>): readonly ModelRequest[] {
  const { prompt, model, locale, matches } = measuring;
  const { cases } = casesOf(measuring, applyOverlays(prompt, { model, locale }));
  const options = matches ? { matches } : {};
  return cases.map(({ vars, variant }) => renderPrompt(prompt, vars, { model, locale, variant }, options));
}

function casesOf(
  { cases }: Pick<Measuring, 'cases'>,
  resolved: Prompt,
): { readonly cases: readonly MeasuredCase[]; readonly basis: Sheet['basis'] } {
  if (cases.length > 0) return { cases, basis: 'cases' };
  const required = Object.entries(resolved.inputs).filter(
    ([, { optional, default: own }]) => !optional && own === undefined,
  );
  const shown = resolved.examples
    .filter(({ input }) => required.every(([name]) => Object.hasOwn(input, name)))
    .map(({ input }) => ({ vars: input, variant: null }));
  if (shown.length > 0) return { cases: shown, basis: 'examples' };
  if (required.length === 0) return { cases: [{ vars: {}, variant: null }], basis: 'cases' };
  return { cases: [], basis: 'assumed' };
}

/** What is the same in every request: few-shot, tools, the output's schema, and the start that can be cached. */
export type Fixed = Pick<Sheet, 'examples' | 'tools' | 'prefix' | 'uncounted'>;

const emptyRequest = ({ model }: Measuring, { output }: Prompt): ModelRequest => ({
  model,
  messages: [],
  params: {},
  tools: [],
  toolChoice: null,
  output: { ...output, format: 'text', schema: null },
});

/** `around`: how sure the count of tools and schema is. */
function measureFixed(measuring: Measuring, resolved: Prompt): Fixed & { readonly around: RequestCount } {
  const { counter, model } = measuring;
  const empty = emptyRequest(measuring, resolved);
  const countOf = (part: Partial<ModelRequest>): RequestCount => counter.countRequest({ ...empty, ...part });
  const nothing = countOf({}).tokens;
  const around = countOf({ tools: resolved.tools, toolChoice: resolved.toolChoice, output: resolved.output });
  const examples = countOf({ messages: exampleMessages(resolved) });
  const reach = cachesOnDemand(model) ? upToBreakpoint(resolved) : resolved;
  const prefix = staticPrefix(reach);
  const text = prefix.texts.map(
    (each): ChatMessage => ({ role: 'system', content: [{ type: 'text', text: each }] }),
  );
  const fixed = { examples: examples.tokens - nothing, tools: around.tokens - nothing };
  return {
    ...fixed,
    around,
    prefix: {
      text: countOf({ messages: text }).tokens - nothing,
      examples: prefix.examples ? fixed.examples : 0,
      // Providers put tools before all messages.
      tools: reach.messages.length > 0 ? fixed.tools : 0,
    },
    uncounted: [...new Set([...around.uncounted, ...examples.uncounted])],
  };
}

/** The few-shot messages: whatever the variables are, their questions have inputs of their own. */
function exampleMessages(resolved: Prompt): readonly ChatMessage[] {
  const marker = resolved.messages.findIndex(({ type }) => type === 'examples');
  if (marker === -1) return [];
  const users = resolved.messages
    .slice(marker + 1)
    .filter((message) => message.type === 'message' && message.role === 'user');
  const [first] = resolved.examples;
  if (!first) return [];
  const alone: Prompt = {
    ...resolved,
    messages: [{ type: 'examples' }, ...users],
    inputs: optional(resolved),
  };
  const { messages } = renderPrompt(alone, first.input);
  // Behind the last answer stand the questions themselves.
  return messages.slice(0, messages.findLastIndex(({ role }) => role === 'assistant') + 1);
}

const optional = ({ inputs }: Prompt): Prompt['inputs'] =>
  Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, { ...input, optional: true }]));

type Counted = { readonly request: SheetRequest; readonly count: RequestCount };

function measureCase(measuring: Measuring, resolved: Prompt, { vars, variant }: MeasuredCase): Counted {
  const { prompt, counter, model, locale, matches } = measuring;
  const selection: Selection = { model, locale, variant };
  const options = matches ? { matches } : {};
  const render = (part: Partial<Prompt>): ModelRequest =>
    renderPrompt({ ...prompt, examples: [], tools: [], ...part }, vars, selection, options);
  const request = render({});
  const bare: ModelRequest = { ...request, output: { ...request.output, format: 'text', schema: null } };
  const count = counter.countRequest(bare);
  const hasHistory = resolved.messages.some(({ type }) => type === 'history');
  const written = hasHistory
    ? counter.countRequest({
        ...bare,
        messages: render({ messages: prompt.messages.filter(({ type }) => type !== 'history') }).messages,
      })
    : count;
  const plain = withoutMedia(bare);
  const media = plain === bare ? 0 : count.tokens - counter.countRequest(plain).tokens;
  return {
    request: {
      text: written.tokens - written.overhead - media,
      overhead: written.overhead,
      history: count.tokens - written.tokens,
      media,
      vars: variableTokens(vars, measuring.apart, request, counter),
    },
    count,
  };
}

/** The same request where it shows no picture: nothing is counted twice. */
function withoutMedia(request: ModelRequest): ModelRequest {
  const isText = ({ type }: ContentPart): boolean => type === 'text';
  if (request.messages.every(({ content }) => content.every(isText))) return request;
  const messages = request.messages.map((message) => ({
    ...message,
    content: message.content.filter(isText),
  }));
  return { ...request, messages };
}
