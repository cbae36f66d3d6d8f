import { PromptopsError } from '../errors.ts';
import { type Budget, createBudget, type RenderLimits } from './budget.ts';
import { checkVars, type HistoryMessage, withDefaults } from './check-vars.ts';
import { interpret } from './interpret.ts';
import { readMedia } from './media.ts';
import { applyOverlays, type Selection } from './overlay.ts';
import type { Json, Message, Part, Prompt } from './prompt.ts';
import type { ChatMessage, ContentPart, ModelRequest } from './request.ts';
import type { Template } from './template.ts';

export type { Selection } from './overlay.ts';

export type RenderOptions = {
  readonly limits?: RenderLimits;
  /** Whether a text matches a schema's `pattern`; without it patterns are not checked. */
  matches?(pattern: string, text: string): boolean;
};

type Vars = Readonly<Record<string, unknown>>;
type Render = { readonly prompt: Prompt; readonly vars: Vars; readonly budget: Budget };

/**
 * What is sent to the model for these variables: overlays and defaults applied, few-shot and history in their places.
 * Messages and text parts that render to white space are dropped, and the last text of a message loses one trailing
 * line break: those before it keep theirs, so that texts which a provider joins stay apart.
 * Throws `invalid-vars` (every misfit in its details), `not-found` for an unknown locale or variant, or `render`.
 */
export function renderPrompt(
  prompt: Prompt,
  vars: Vars,
  selection: Selection = {},
  options: RenderOptions = {},
): ModelRequest {
  const resolved = applyOverlays(prompt, selection);
  refuseMisfits(resolved, vars, options);
  const budget = createBudget(options.limits);
  const render = { prompt: resolved, vars: withDefaults(resolved.inputs, vars), budget };
  return {
    model: resolved.model.id,
    messages: renderMessages(render),
    params: resolved.params,
    tools: resolved.tools,
    toolChoice: resolved.toolChoice,
    output: resolved.output,
  };
}

function refuseMisfits(prompt: Prompt, vars: Vars, { matches }: RenderOptions): void {
  const problems = checkVars(prompt.inputs, vars, matches ? { matches } : {});
  const [first] = problems;
  if (!first) return;
  const more = problems.length === 1 ? '' : ` (and ${problems.length - 1} more)`;
  throw new PromptopsError(
    'invalid-vars',
    `Prompt "${prompt.id}" cannot be rendered: ${first.message}${more}`,
    {
      details: problems.map(({ message }) => message),
      hint: `Its inputs are ${Object.keys(prompt.inputs).sort().join(', ') || 'none'}.`,
    },
  );
}

/** Loops, here and below: applications render at every request, and flatMap takes as long as a template does. */
function renderMessages(render: Render): readonly ChatMessage[] {
  const messages: ChatMessage[] = [];
  const written = render.prompt.messages;
  for (let index = 0; index < written.length; index += 1) {
    const message = written[index] as Message;
    if (message.type === 'message') {
      const said = renderWritten(render, message, index);
      if (said) messages.push(said);
    } else if (message.type === 'examples') messages.push(...renderExamples(render, index));
    else messages.push(...renderHistory(render, message));
  }
  return messages;
}

type Written = Message & { readonly type: 'message' };

/** null when it says nothing. */
function renderWritten(render: Render, message: Written, index: number): ChatMessage | null {
  try {
    const content = renderParts(render, message);
    const { role } = message;
    if (content.length === 0) return null;
    return message.cache ? { role, content, cache: true } : { role, content };
  } catch (error) {
    throw inMessage(message.id ?? `${message.role} ${index + 1}`, error);
  }
}

/** The parts that say something; the last text loses one trailing line break. */
function renderParts(render: Render, { content }: Written): readonly ContentPart[] {
  const parts: ContentPart[] = [];
  let last = -1;
  for (const written of content) {
    const part = renderPart(render, written);
    if (part?.type === 'text') last = parts.length;
    if (part) parts.push(part);
  }
  const part = parts[last];
  if (part?.type === 'text' && part.text.endsWith('\n')) {
    parts[last] = { type: 'text', text: part.text.slice(0, part.text.endsWith('\r\n') ? -2 : -1) };
  }
  return parts;
}

/** Every user message after the marker, with the example's input, then what the assistant answered. */
function renderExamples(render: Render, index: number): readonly ChatMessage[] {
  const { prompt } = render;
  const asked = prompt.messages
    .slice(index + 1)
    .filter((message): message is Written => message.type === 'message' && message.role === 'user');
  return prompt.examples.flatMap((example) => {
    const vars = withDefaults(prompt.inputs, example.input);
    const questions = asked.flatMap((message, at) => {
      const said = renderWritten({ ...render, vars }, message, index + 1 + at);
      return said ? [{ role: said.role, content: said.content }] : [];
    });
    return [...questions, answered(example.output)];
  });
}

const answered = (output: Json): ChatMessage => ({
  role: 'assistant',
  content: [{ type: 'text', text: typeof output === 'string' ? output : JSON.stringify(output) }],
});

/** The value's messages as they are, oldest first; of many the `last` ones. */
function renderHistory(
  { vars }: Render,
  { input, last }: Message & { type: 'history' },
): readonly ChatMessage[] {
  // checkVars has seen that it is a list of { role, content }.
  const said = (vars[input] ?? []) as readonly HistoryMessage[];
  return said
    .slice(last === null ? 0 : Math.max(0, said.length - last))
    .filter(({ content }) => content.trim() !== '')
    .map(({ role, content }) => ({ role, content: [{ type: 'text', text: content }] }));
}

function renderPart({ prompt, vars, budget }: Render, part: Part): ContentPart | null {
  if (part.type === 'text') {
    const text = interpret(part.text, { vars, partials: prompt.partials, budget });
    return saysSomething(text) ? { type: 'text', text } : null;
  }
  const variable = mediaVariable(part.source);
  if (variable === null) {
    throw new PromptopsError(
      'render',
      `An ${part.type} part must be exactly one variable, such as {{screenshot}}.`,
    );
  }
  const value = Object.hasOwn(vars, variable) ? vars[variable] : undefined;
  if (value === undefined || value === null) return null;
  const media = readMedia(value);
  if (media === null) throw new PromptopsError('render', `"${variable}" is no ${part.type}.`);
  return { type: part.type, ...media };
}

/** Most texts begin with a letter, and then there is nothing to look for. */
function saysSomething(text: string): boolean {
  const first = text.charCodeAt(0);
  return (first > 0x20 && first < 0x7f) || /\S/.test(text);
}

/** The input a media part shows: its template is one `{{name}}`, white space around it aside; null when it is not. */
function mediaVariable(template: Template): string | null {
  const nodes = template.tree.filter((node) => node.type !== 'text' || node.text.trim() !== '');
  const [node] = nodes;
  if (nodes.length !== 1 || node?.type !== 'print' || node.value.type !== 'path') return null;
  const { depth, data, segments } = node.value;
  return depth === 0 && !data && segments.length === 1 ? (segments[0] ?? null) : null;
}

/** The error, saying which message it comes from. */
function inMessage(message: string, error: unknown): unknown {
  if (!(error instanceof PromptopsError)) return error;
  const { code, hint, details } = error;
  return new PromptopsError(code, `Message "${message}": ${error.message}`, {
    ...(hint === null ? {} : { hint }),
    details,
    cause: error,
  });
}
