import { describe, expect, it } from 'vitest';

import { lint } from '../../src/lint/lint.ts';
import { loadProject } from '../../src/model/project.ts';
import { snapshotOf } from '../helpers/snapshot.ts';
import { gatherAll } from './gather-all.ts';

const now = { today: '2026-11-24', ci: false };

const findingsOf = async (files: Readonly<Record<string, string>>, only: readonly string[]) => {
  const snapshot = snapshotOf(files);
  const project = await loadProject(snapshot);
  return lint({ project, facts: await gatherAll(project, snapshot, now), only });
};
const factsOf = async (files: Readonly<Record<string, string>>) => {
  const snapshot = snapshotOf(files);
  return gatherAll(await loadProject(snapshot), snapshot, now);
};

const prompt = (model: string, more = '') =>
  `promptops: 1\nmodel: ${model}\n${more}messages: [{ role: user, content: Hi }]\n`;

describe('models', () => {
  it('knows the models of the snapshot, and names the nearest for a typo', async () => {
    const { models } = await factsOf({
      'prompts/a.prompt.yaml': prompt('{ id: openai/gpt-4.1-mini, also: [openai/gpt-4.1-mimi] }'),
    });
    expect(models['openai/gpt-4.1-mini']).toMatchObject({ known: true, priced: true });
    expect(models['openai/gpt-4.1-mimi']).toMatchObject({
      known: false,
      hint: 'Did you mean "openai/gpt-4.1-mini"?',
    });
  });

  it('leaves the models of a server of one’s own alone, but says that they have no price', async () => {
    const config =
      'promptops: 1\nproviders: { local: { kind: openai-compatible, baseURL: "http://127.0.0.1:8080/v1", allowLocal: true } }\n';
    const files = { 'promptops.yaml': config, 'prompts/a.prompt.yaml': prompt('{ id: local/llama-7b }') };
    const ids = ['model/unknown', 'model/unpriced'];
    expect((await findingsOf(files, ids)).map(({ id }) => id)).toEqual(['model/unpriced']);
  });

  it('looks at the model of the config, once, where it stands', async () => {
    const files = {
      'promptops.yaml': 'promptops: 1\nmodel: { id: openai/gpt-4.1-mimi }\n',
      'prompts/a.prompt.yaml': 'promptops: 1\nmessages: [{ role: user, content: Hi }]\n',
      'prompts/b.prompt.yaml': 'promptops: 1\nmessages: [{ role: user, content: Hi }]\n',
    };
    const found = await findingsOf(files, ['model/unknown']);
    expect(found.map(({ path, range, prompt: id }) => `${path}:${range.line} ${id}`)).toEqual([
      'promptops.yaml:2 null',
    ]);
  });

  it('says when a model was retired', async () => {
    const [found] = await findingsOf({ 'prompts/a.prompt.yaml': prompt('{ id: anthropic/claude-2.1 }') }, [
      'model/retired',
    ]);
    expect(found).toMatchObject({ level: 'error' });
    expect(found?.message).toContain('2025-07-21');
  });
});

describe('sizes', () => {
  it('measures nothing where no limit is near', async () => {
    expect((await factsOf({ 'prompts/a.prompt.yaml': prompt('{ id: openai/gpt-4.1-mini }') })).sizes).toEqual(
      {},
    );
  });

  it('finds a text over its budget', async () => {
    const text = 'Rain is wet and snow is cold. '.repeat(20);
    const files = {
      'prompts/a.prompt.yaml': `promptops: 1\nmodel: { id: openai/gpt-4.1-mini }\nbudgets: { inputTokens: 50 }\nmessages: [{ role: user, content: "${text}" }]\n`,
    };
    const [found] = await findingsOf(files, ['cost/token-budget']);
    expect(found?.message).toMatch(/^The text alone has 1[0-9]{2} tokens, the budget is 50\.$/);
    expect(found?.range.line).toBe(3);
  });

  it('finds a case that does not fit the window', async () => {
    const files = {
      'prompts/a.prompt.yaml':
        'promptops: 1\nmodel: { id: openai/gpt-4, params: { maxOutputTokens: 2000 } }\ninputs: { text: { type: string } }\nmessages: [{ role: user, content: "{{text}}" }]\n',
      'prompts/a.test.yaml': `promptops: 1\ntests:\n  - { id: long, vars: { text: "${'Rain is wet. '.repeat(2500)}" }, assert: [{ type: contains, value: x }] }\n`,
    };
    const [found] = await findingsOf(files, ['model/context-overflow']);
    expect(found?.message).toContain('do not fit the');
    const short = {
      ...files,
      'prompts/a.test.yaml': files['prompts/a.test.yaml'].replaceAll('Rain is wet. Rain is wet. ', ''),
    };
    expect(await findingsOf(short, ['model/context-overflow'])).toEqual([]);
  });

  it('finds an example longer than the answer may be', async () => {
    const files = {
      'prompts/a.prompt.yaml': prompt('{ id: openai/gpt-4.1-mini, params: { maxOutputTokens: 5 } }').replace(
        'messages: [',
        'examples: [{ input: {}, output: "One two three four five six seven eight nine ten." }]\nmessages: [{ examples: true }, ',
      ),
    };
    const [found] = await findingsOf(files, ['output/max-tokens-too-low']);
    expect(found?.range.line).toBe(3);
  });
});
