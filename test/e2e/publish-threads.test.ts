import { expect, it } from 'vitest';
import { publishCommand } from '../../src/commands/publish.ts';
import { contextAt } from '../commands/command-context.ts';
import { promptops } from '../helpers/promptops.ts';
import { createRepository } from '../helpers/repository.ts';

/** Enough prompts for threads; every few with a partial, an answer in JSON, or a draft. */
const manyPrompts = (): Record<string, string> => ({
  'promptops.yaml': 'promptops: 1\nmodel: echo/x\n',
  'partials/tone.hbs': 'Be kind.\n',
  ...Object.fromEntries(
    Array.from({ length: 600 }, (_, at) => [
      `prompts/p${at}.prompt.yaml`,
      `promptops: 1
${at % 50 === 1 ? 'metadata: { status: draft }\n' : ''}inputs: { name: { type: string, minLength: ${at} } }
${at % 3 === 0 ? 'output: { format: json, schema: { type: object } }\n' : ''}messages:
  - { role: user, content: "${at % 7 === 0 ? '{{> tone}}' : 'Be brief.'} Hello {{name}}, ${at}, wörld." }
`,
    ]),
  ),
});

it('packs in threads what one thread packs, and refuses what it refuses', async () => {
  const { path: cwd, commit } = createRepository([manyPrompts()]);
  const publish = async () =>
    promptops(['publish', '--dry-run', '--target', 'tgz', '--format', 'json'], { cwd });
  const alone = await publishCommand({ dryRun: true, target: ['tgz'] }, contextAt(cwd));
  expect(alone.bundles[0]?.prompts).toHaveLength(588);
  expect(alone.notes.length).toBeGreaterThan(0);
  const { stdout } = await publish();
  const { bundles, notes } = JSON.parse(stdout);
  expect({ bundles, notes }).toEqual(
    JSON.parse(JSON.stringify({ bundles: alone.bundles, notes: alone.notes })),
  );

  commit({ 'prompts/p500.prompt.yaml': 'promptops: 1\nmessages: [{ role: user, content: "{{" }]\n' });
  const refused = await publish();
  expect([refused.code, refused.stdout + refused.stderr]).toEqual([2, expect.stringContaining('p500')]);
});
