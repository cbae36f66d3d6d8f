import { describe, expect, it } from 'vitest';
import { applyOverlays } from '../../src/render/overlay.ts';
import type { Part } from '../../src/render/prompt.ts';
import { inputOf, messageOf, promptOf } from './prompt-of.ts';
import { templateOf } from './template-of.ts';

const text = (source: string): readonly Part[] => [{ type: 'text', text: templateOf(source) }];

const prompt = promptOf({
  model: { id: 'openai/gpt-4.1-mini', fallback: ['openai/gpt-4.1'] },
  params: { temperature: 0.2, maxOutputTokens: 400, provider: { a: 1, b: 1 } },
  inputs: { plan: inputOf({ default: 'free' }), name: inputOf() },
  messages: [messageOf('system', 'Base', 'system'), messageOf('user', '{{name}}', 'user')],
  variants: {
    terse: { params: { maxOutputTokens: 160, temperature: 0.5 }, messages: { system: text('Variant') } },
    plain: { params: { temperature: 1 } },
  },
  locales: {
    fr: {
      messages: { system: text('Locale') },
      params: { temperature: 0.6 },
      inputs: { plan: { default: 'libre' } },
    },
  },
  models: {
    'anthropic/*': { params: { temperature: 0.7, provider: { b: 2 } }, output: { strict: true } },
    'anthropic/claude-haiku-4-5': { params: { topP: 0.9 } },
  },
});

const systemOf = ({ messages }: typeof prompt) => {
  const [message] = messages;
  const [part] = message?.type === 'message' ? message.content : [];
  return part?.type === 'text' ? part.text.source : null;
};

describe('applyOverlays', () => {
  it('gives the same prompt for the same selection, and the right one after more than it keeps', () => {
    const french = applyOverlays(prompt, { locale: 'fr' });
    expect(applyOverlays(prompt, { locale: 'fr', variant: null })).toBe(french);
    const models = Array.from({ length: 40 }, (_, at) => `openai/m${at}`);
    const asked = [...models, ...models].map(
      (model) => applyOverlays(prompt, { locale: 'fr', model }).model.id,
    );
    expect(asked).toEqual([...models, ...models]);
    expect(applyOverlays(prompt, { locale: 'fr' })).toEqual(french);
    expect(applyOverlays({ ...prompt, params: {} }, { locale: 'fr' }).params).toEqual({ temperature: 0.6 });
  });

  it('gives the base, without overlays, where nothing is selected', () => {
    const base = applyOverlays(prompt, { model: null, locale: null, variant: null });
    expect(base).toEqual({ ...prompt, variants: {}, locales: {}, models: {} });
    expect(applyOverlays(prompt)).toEqual(base);
  });

  it('applies variant, then locale, then model', () => {
    const all = applyOverlays(prompt, {
      variant: 'terse',
      locale: 'fr',
      model: 'anthropic/claude-sonnet-4-5',
    });
    expect(systemOf(all)).toBe('Locale');
    expect(all.params).toEqual({ temperature: 0.7, maxOutputTokens: 160, provider: { a: 1, b: 2 } });
    expect(all.inputs['plan']?.default).toBe('libre');
    expect(all.output).toEqual({ format: 'text', name: null, strict: true, schema: null });
    expect(systemOf(applyOverlays(prompt, { variant: 'terse' }))).toBe('Variant');
    expect(applyOverlays(prompt, { variant: 'plain', locale: 'fr' }).params.temperature).toBe(0.6);
  });

  it('applies the one models overlay that fits best', () => {
    const haiku = applyOverlays(prompt, { model: 'anthropic/claude-haiku-4-5' });
    expect(haiku.params).toMatchObject({ temperature: 0.2, topP: 0.9 });
  });

  it('sets the model, and keeps fallbacks only of the prompt’s own', () => {
    expect(applyOverlays(prompt, { model: 'openai/o4' }).model).toEqual({ id: 'openai/o4', fallback: [] });
    expect(applyOverlays(prompt, { model: 'openai/gpt-4.1-mini' }).model).toEqual(prompt.model);
  });

  it('leaves the prompt as it was', () => {
    const before = JSON.stringify(prompt);
    applyOverlays(prompt, { variant: 'terse', locale: 'fr', model: 'anthropic/x' });
    expect(JSON.stringify(prompt)).toBe(before);
  });

  it('names what there is instead of an unknown locale or variant', () => {
    expect(() => applyOverlays(prompt, { locale: 'de' })).toThrowError(
      expect.objectContaining({ code: 'not-found', hint: 'It has fr.', details: ['fr'] }),
    );
    expect(() => applyOverlays(prompt, { variant: 'toString' })).toThrowError(
      expect.objectContaining({
        code: 'not-found',
        message: 'Prompt "support/reply" has no variant "toString".',
      }),
    );
    expect(() => applyOverlays(promptOf({}), { locale: 'fr' })).toThrowError(
      expect.objectContaining({ hint: 'It has no locales.' }),
    );
  });

  it('refuses an overlay of what is not there', () => {
    const lost = promptOf({
      locales: { fr: { messages: { system: [] } }, de: { inputs: { x: { default: 1 } } } },
    });
    expect(() => applyOverlays(lost, { locale: 'fr' })).toThrowError(
      expect.objectContaining({ code: 'render' }),
    );
    expect(() => applyOverlays(lost, { locale: 'de' })).toThrowError(
      expect.objectContaining({ code: 'render' }),
    );
  });
});
