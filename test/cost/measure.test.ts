import { describe, expect, it } from 'vitest';
import { type MeasuredCase, measurePrompt } from '../../src/cost/measure.ts';
import { meanInput, mixRequests, type Sheet } from '../../src/cost/sheet.ts';
import { loadCounter } from '../../src/meter/tokens.ts';
import { loadProject } from '../../src/model/project.ts';
import type { Prompt } from '../../src/render/prompt.ts';
import { renderPrompt } from '../../src/render/render-prompt.ts';
import { snapshotOf } from '../helpers/snapshot.ts';

async function promptOf(yaml: string, more: Readonly<Record<string, string>> = {}): Promise<Prompt> {
  const files = { 'prompts/a.prompt.yaml': `promptops: 1\nmodel: { id: openai/gpt-4.1 }\n${yaml}`, ...more };
  const project = await loadProject(snapshotOf(files));
  const [file] = project.prompts;
  expect(file?.faults).toEqual([]);
  if (!file?.prompt) throw new Error('no prompt');
  return file.prompt;
}

const measure = async (
  prompt: Prompt,
  cases: readonly MeasuredCase[],
  { model = 'openai/gpt-4.1', locale = null as string | null, apart = [] as readonly string[] } = {},
): Promise<Sheet> =>
  measurePrompt({ prompt, cases, model, locale, counter: await loadCounter(model), apart: new Set(apart) });

const given = (vars: Readonly<Record<string, unknown>>): MeasuredCase => ({ vars, variant: null });
const input = (sheet: Sheet): number => meanInput(mixRequests(sheet, {}));

const rich = `inputs:
  ticket: { type: string }
  talk: { type: messages, optional: true }
output: { format: json, schema: { type: object, properties: { queue: { type: string } } } }
tools: [{ name: get_order, description: Looks up an order., parameters: { type: object, properties: { id: { type: string } } } }]
examples:
  - { input: { ticket: Charged twice. }, output: { queue: billing } }
  - { input: { ticket: It crashes. }, output: { queue: technical } }
messages:
  - { role: system, content: "Sort the ticket into one queue. Be brief." }
  - examples: true
  - history: talk
  - { role: user, content: "Ticket: {{ticket}}" }
`;

describe('the tokens of a request', () => {
  it('are split into parts that sum to what the whole request has', async () => {
    const prompt = await promptOf(rich);
    const talk = [
      { role: 'user', content: 'Hello, is anybody there?' },
      { role: 'assistant', content: 'Yes. What is it?' },
    ];
    for (const vars of [{ ticket: 'My parcel is lost.' }, { ticket: 'My parcel is lost.', talk }]) {
      const sheet = await measure(prompt, [given(vars)]);
      const whole = (await loadCounter('openai/gpt-4.1')).countRequest(renderPrompt(prompt, vars));
      expect(input(sheet)).toBe(whole.tokens);
      expect(sheet.examples).toBeGreaterThan(20);
      expect(sheet.tools).toBeGreaterThan(20);
      expect(Number(sheet.requests[0]?.history) > 0).toBe('talk' in vars);
      expect(sheet.partConfidence).toEqual({ text: 'bpe', tools: 'assumed' });
    }
  });

  it('know the size of single variables, inside lists too', async () => {
    const prompt = await promptOf(
      'inputs:\n  docs: { type: array, items: { type: object } }\n  who: { type: string }\nmessages: [{ role: user, content: "{{#each docs}}{{body}} {{/each}}For {{who}}" }]\n',
    );
    const body = 'The quick brown fox jumps over the lazy dog.';
    const sheet = await measure(prompt, [given({ docs: [{ body }, { body: 'Short.' }], who: 'Ada' })], {
      apart: ['docs', 'who', 'none'],
    });
    const counter = await loadCounter('openai/gpt-4.1');
    expect(sheet.requests[0]?.vars).toEqual({
      docs: counter.count(body).tokens + counter.count('Short.').tokens,
      who: counter.count('Ada').tokens,
      none: 0,
    });
  });

  it('take few-shot inputs where there is no case, and what inputs allow where there is neither', async () => {
    expect(await measure(await promptOf(rich), [])).toMatchObject({ basis: 'examples', requests: [{}, {}] });
    const bare = await promptOf(
      'inputs: { a: { type: string, maxTokens: 800 }, b: { type: string }, c: { type: string, optional: true } }\nmessages: [{ role: user, content: "{{#if a}}Yes{{else}}No{{/if}} {{a}} {{b}} {{c}}" }]\n',
    );
    const sheet = await measure(bare, []);
    expect(sheet).toMatchObject({ basis: 'assumed', confidence: 'assumed' });
    expect(input(sheet)).toBeGreaterThan(900);
    expect(input(sheet)).toBeLessThan(920);
  });
});

describe('the static start', () => {
  const text = 'Answer from the handbook alone. ';
  const yaml = (cache: string) =>
    `inputs: { q: { type: string } }\nmessages:\n  - { role: system, ${cache}content: "${text.repeat(3)}" }\n  - { role: user, content: "Question: {{q}} ${text}" }\n`;

  it('ends at the first variable, and for Claude at the last breakpoint', async () => {
    const cases = [given({ q: 'Why?' })];
    const plain = await promptOf(yaml(''));
    const marked = await promptOf(yaml('cache: true, '));
    const open = await measure(plain, cases);
    const none = await measure(plain, cases, { model: 'anthropic/claude-sonnet-4-5' });
    const some = await measure(marked, cases, { model: 'anthropic/claude-sonnet-4-5' });
    expect(none.prefix).toEqual({ text: 0, examples: 0, tools: 0 });
    expect(open.prefix.text).toBeGreaterThan(18);
    expect(open.prefix.text).toBeLessThan(input(open));
    expect(some.prefix.text).toBeGreaterThan(0);
    expect(some.prefix.text).toBeLessThan(input(some));
  });
});
