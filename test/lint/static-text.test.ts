import { expect, it } from 'vitest';
import { staticText } from '../../src/lint/static-text.ts';
import { parseTemplate } from '../../src/model/template.ts';
import type { Prompt } from '../../src/render/prompt.ts';
import type { Template } from '../../src/render/template.ts';

const parse = (source: string): Template => parseTemplate(source).template ?? { source, tree: [] };

function promptOf(content: string, partials: Readonly<Record<string, string>>): Prompt {
  const text = Object.entries(partials).map(([name, source]) => [name, parse(source)] as const);
  const message = { type: 'message', role: 'user', content: [{ type: 'text', text: parse(content) }] };
  // All that is read of a prompt.
  return { messages: [message], partials: Object.fromEntries(text) } as unknown as Prompt;
}

it('is what is sent whatever the variables are, partials included', () => {
  const prompt = promptOf('Hi {{name}}, {{#if vip}}dear {{/if}}{{> tone}}', { tone: 'be brief.' });
  expect(staticText(prompt)).toBe('Hi , be brief.');
});

it('ends where partials double with each level', () => {
  const doubling = Array.from(
    { length: 60 },
    (_, level) => [`p${level}`, `x{{> p${level + 1}}}{{> p${level + 1}}}`] as const,
  );
  const text = staticText(promptOf('{{> p0}}', Object.fromEntries(doubling)));
  expect(text.length).toBeGreaterThan(10_000);
  expect(text.length).toBeLessThan(10_000_001);
});
