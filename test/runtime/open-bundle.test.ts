import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PromptopsError } from '../../src/errors.ts';
import { loadMatches } from '../../src/model/pattern.ts';
import { parseTemplate } from '../../src/model/template.ts';
import type { Overlay, Prompt } from '../../src/render/prompt.ts';
import { renderPrompt, type Selection } from '../../src/render/render-prompt.ts';
import { fromBundle } from '../../src/runtime.ts';
import { bundleOf, everything, promptsOf } from '../bundle/bundle-of.ts';
import { templateArbitrary, varsArbitrary } from '../render/arbitrary-template.ts';
import { inputOf, messageOf, promptOf } from '../render/prompt-of.ts';
import { jsonOf } from './json-of.ts';

const prompts = await promptsOf(everything);
const [reply] = prompts as readonly [Prompt];
const json = jsonOf(bundleOf(prompts));
const bundle = fromBundle(json);
const vars = { name: 'Ada', articles: [{ title: 'Refunds' }, { title: 'Returns', body: 'x' }] };

/** What was thrown: its code, message and hint. */
function thrown(work: () => unknown): readonly (string | null)[] {
  try {
    work();
  } catch (error) {
    if (error instanceof PromptopsError) return [error.code, error.message, error.hint];
    throw error;
  }
  return [];
}

describe('a bundle', () => {
  it('says what is in it', () => {
    expect(bundle).toMatchObject({ name: 'support', version: '1.2.0' });
    expect(bundle.ids).toEqual(['support/reply', 'support/triage']);
    const { render: _render, inputs, ...rest } = bundle.prompt('support/reply');
    expect(Object.keys(inputs)).toContain('articles');
    expect(rest).toMatchObject({
      id: 'support/reply',
      version: '1.0.0',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      model: { id: 'openai/gpt-4.1-mini', fallback: ['openai/gpt-4.1'] },
      locales: ['fr'],
      variants: ['terse'],
    });
  });

  it('gives the same prompt each time', () => {
    expect(bundle.prompt('support/reply')).toBe(bundle.prompt('support/reply'));
  });

  const hint = 'Load what "promptops publish" made, with a promptops that is not older.';
  it.each<readonly [Record<string, string>, string, string | null]>([
    [{}, 'This is no promptops-bundle/1. It has no "manifest.json".', hint],
    [{ 'manifest.json': 'null' }, 'This is no promptops-bundle/1. It has no "manifest.json".', hint],
    [
      { 'manifest.json': '{"format":"promptops-bundle/2"}' },
      'This is no promptops-bundle/1. Its format is "promptops-bundle/2".',
      hint,
    ],
    [{ 'manifest.json': '{' }, '"manifest.json" is no JSON.', null],
  ])('is refused: %j', (files, message, advice) => {
    expect(thrown(() => fromBundle(files))).toEqual(['refused-bundle', message, advice]);
  });

  it('says which of its files is missing or damaged', () => {
    const { 'prompts/support/reply.json': _gone, ...rest } = json;
    expect(thrown(() => fromBundle(rest).prompt('support/reply'))[1]).toBe(
      'The file "prompts/support/reply.json" of prompt "support/reply" is missing.',
    );
    const damaged = fromBundle({ ...json, 'prompts/support/reply.json': '{' });
    expect(thrown(() => damaged.prompt('support/reply'))[1]).toBe('"prompts/support/reply.json" is no JSON.');
  });
});

describe('rendering', () => {
  it('gives the request, and what a trace should name', () => {
    const prompt = bundle.prompt('support/reply');
    const { prompt: traced, ...request } = prompt.render(vars);
    expect(request).toEqual(renderPrompt(reply, vars));
    expect(traced).toEqual({ name: 'support/reply', version: '1.0.0', digest: prompt.digest });
  });

  it.each<Selection>([
    { locale: 'fr' },
    { variant: 'terse' },
    { model: 'anthropic/claude-haiku-4-5' },
    { locale: 'fr', variant: 'terse', model: 'anthropic/claude-haiku-4-5' },
    { locale: null, variant: null, model: null },
  ])('for %j', (choice) => {
    const { prompt: _traced, ...request } = bundle.prompt('support/reply').render(vars, choice);
    expect(JSON.stringify(request)).toBe(JSON.stringify(renderPrompt(reply, vars, choice)));
  });

  it('needs no variables where none is required', () => {
    expect(bundle.prompt('support/triage').render().messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Sort: hello' }] },
    ]);
  });

  it.each<readonly [string, () => unknown, readonly (string | null)[]]>([
    [
      'a misspelt prompt',
      () => bundle.prompt('support/repyl'),
      ['not-found', 'Bundle support 1.2.0 has no prompt "support/repyl".', 'Did you mean "support/reply"?'],
    ],
    [
      'a misspelt variable',
      () => bundle.prompt('support/reply').render({ naem: 'Ada', articles: [] }),
      ['invalid-vars', 'Prompt "support/reply" has no input "naem".', 'Did you mean "name"?'],
    ],
    [
      'a missing variable',
      () => bundle.prompt('support/reply').render({ name: 'Ada' }),
      [
        'invalid-vars',
        'Prompt "support/reply" cannot be rendered: "articles" is missing.',
        'Its inputs are articles, code, conversation, name, plan, screenshot.',
      ],
    ],
    [
      'a value of the wrong kind, deep down',
      () => bundle.prompt('support/reply').render({ name: 'Ada', articles: [{ title: 1 }] }),
      [
        'invalid-vars',
        'Prompt "support/reply" cannot be rendered: "articles.0.title" must be a string, not a number.',
        expect.any(String) as unknown as string,
      ],
    ],
    [
      'a choice that is misspelt',
      () => bundle.prompt('support/reply').render(vars, JSON.parse('{"lcale":"fr"}')),
      ['usage', '"lcale" is nothing that a prompt is rendered for.', 'Did you mean "locale"?'],
    ],
    [
      'a locale it does not have',
      () => bundle.prompt('support/reply').render(vars, { locale: 'de' }),
      ['not-found', 'Prompt "support/reply" has no locale "de".', 'It has fr.'],
    ],
    [
      'a pattern nobody can check',
      () => bundle.prompt('support/reply').render({ ...vars, code: 'ABC' }),
      [
        'usage',
        'The pattern "^[A-Z]{3}$" cannot be checked: nothing that matches was given.',
        'import { loadMatches } from "promptops/runtime/patterns", and pass { matches: await loadMatches() }.',
      ],
    ],
  ])('refuses %s', (_what, work, expected) => expect(thrown(work)).toEqual(expected));

  it('checks patterns with what it was given', async () => {
    const { render } = fromBundle(json, { matches: await loadMatches() }).prompt('support/reply');
    expect(render({ ...vars, code: 'ABC' }).messages).toHaveLength(4);
    expect(thrown(() => render({ ...vars, code: 'abc' }))[1]).toBe(
      'Prompt "support/reply" cannot be rendered: "code" must match the pattern ^[A-Z]{3}$.',
    );
  });

  it('renders byte for byte what the command line renders, whatever the prompt', () => {
    const template = templateArbitrary.filter(({ source }) => parseTemplate(source).template !== null);
    fc.assert(
      fc.property(template, varsArbitrary, fc.json(), ({ source, partials }, given, data) => {
        const prompt = promptIn(source, partials, given, JSON.parse(data));
        const opened = fromBundle(jsonOf(bundleOf([prompt]))).prompt(prompt.id);
        for (const choice of [{}, { locale: 'fr' }, { variant: 'v', model: 'a/b' }]) {
          expect(outcome(() => opened.render(given, choice).messages)).toBe(
            outcome(() => renderPrompt(prompt, given, choice).messages),
          );
        }
      }),
    );
  });
});

/** A prompt that uses the template everywhere one can stand, and values whose order of keys shows. */
function promptIn(
  source: string,
  partials: Readonly<Record<string, string>>,
  given: Readonly<Record<string, unknown>>,
  data: Prompt['examples'][number]['output'],
): Prompt {
  const parsed = Object.entries(partials).flatMap(([name, text]) => {
    const { template } = parseTemplate(text);
    return template ? [[name, template] as const] : [];
  });
  const [written, shown] = [messageOf('user', source, 'm'), messageOf('user', '{{json data}}')];
  const content = written.type === 'message' ? written.content : [];
  const overlay: Overlay = { messages: { m: [...content, ...content] } };
  const anything = Object.keys(given).map(
    (name) => [name, inputOf({ schema: true, optional: true })] as const,
  );
  return promptOf({
    inputs: { ...Object.fromEntries(anything), data: inputOf({ schema: true, default: data }) },
    partials: Object.fromEntries(parsed),
    examples: [{ id: null, input: { data }, output: data }],
    messages: [{ type: 'examples' }, written, shown],
    locales: { fr: overlay },
    variants: { v: { inputs: { data: { default: [data, data] } } } },
    models: { 'a/*': overlay, 'a/**': {} },
  });
}

function outcome(render: () => unknown): string {
  try {
    return JSON.stringify(render());
  } catch (error) {
    return String(error);
  }
}
