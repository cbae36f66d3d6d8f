import { expect, it } from 'vitest';
import { diffCommand } from '../../src/commands/diff.ts';
import { createRepository } from '../helpers/repository.ts';
import { contextAt } from './command-context.ts';

const prompt = (words: number, more: string, model = 'openai/gpt-4.1') => `promptops: 1
model: ${model}
inputs: { plan: { type: string } }
messages:
  - { role: system, cache: true, content: "${more}${'word '.repeat(words)}" }
  - { role: user, content: "Plan {{plan}}" }
`;
const a = 'prompts/a.prompt.yaml';
const broken = 'Plan {{plan}}. ';

async function told(before: string, after: string, traffic?: string): Promise<string | undefined> {
  const repository = createRepository([{ [a]: before }]);
  repository.write({ [a]: after, ...(traffic === undefined ? {} : { 'promptops.traffic.yaml': traffic }) });
  const { changes } = await diffCommand({ base: 'HEAD' }, contextAt(repository.path));
  return changes.find(({ id }) => id === 'cache-prefix-broken')?.message.replace(/^.*? prefix\. /, '');
}

const traffic = (more: string) => `promptops: 1\nprompts:\n  "**": { callsPerMonth: 10000, ${more} }\n`;

// GPT-4.1 asks $2 a million tokens, and $0.50 for those it kept: $1.50 more for each.
it('says of a cached prefix that broke how many tokens are paid in full, and what that costs', async () => {
  const before = prompt(2_000, '');
  expect(await told(before, prompt(2_000, broken))).toMatch(
    /^20\d\d tokens a call are no longer read from the cache: up to \$3\.0\d a thousand calls\.$/,
  );
  expect(await told(before, prompt(2_000, broken), traffic('cacheHitRate: 0.5'))).toMatch(
    /cache: \$15(\.\d)? a month\.$/,
  );
});

it('says so where nothing was cached, and gives tokens alone where no price is known', async () => {
  expect(await told(prompt(100, ''), prompt(100, broken))).toBe(
    'It was shorter than the provider caches: nothing is lost.',
  );
  const unknown = 'openai/nobody-knows';
  expect(await told(prompt(2_000, '', unknown), prompt(2_000, broken, unknown))).toMatch(
    /^20\d\d tokens a call are no longer read from the cache\.$/,
  );
});
