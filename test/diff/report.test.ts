import { expect, it } from 'vitest';
import { parseApprovals } from '../../src/diff/approvals.ts';
import { rankChanges } from '../../src/diff/report.ts';
import { defaultFileLimits } from '../../src/model/config.ts';
import { parseYaml } from '../../src/model/yaml-file.ts';
import { diffExample } from './diff-example.ts';

const says = (text: string, head = '') =>
  `promptops: 1\n${head}messages: [{ id: a, role: user, content: "${text}" }]\n`;
const files = (first: string, second: string, partial: string) => ({
  files: {
    'prompts/first.prompt.yaml': first,
    'prompts/second.prompt.yaml': second,
    'partials/tone.hbs': partial,
  },
});
const usesTone = says('{{> tone}}');
const draft = says('{{> tone}}', 'metadata: { status: draft }\n');
const none = new Map();

it('reports a change in a shared file once, with every prompt it reaches', async () => {
  const diff = await diffExample({
    before: files(usesTone, usesTone, 'Be kind.'),
    after: files(usesTone, usesTone, 'Be formal.'),
  });
  expect(diff.prompts.map(({ prompt, changes }) => [prompt, changes.length])).toEqual([
    ['first', 1],
    ['second', 1],
  ]);
  expect(rankChanges(diff, none)).toMatchObject([
    { id: 'text-changed', prompt: null, path: 'partials/tone.hbs', prompts: ['first', 'second'] },
  ]);
});

it('excuses what concerns nothing but drafts of the base, deletions included', async () => {
  const before = files(draft, usesTone, 'Be kind.');
  const changes = async (after: ReturnType<typeof files>) =>
    rankChanges(await diffExample({ before, after }), none).map(({ id, excused }) => [id, excused]);
  expect(await changes(files(draft, usesTone, 'Be formal.'))).toEqual([['text-changed', null]]);
  const { 'prompts/first.prompt.yaml': _gone, ...rest } = before.files;
  expect(await changes({ files: rest } as typeof before)).toEqual([['prompt-removed', 'draft']]);
  expect(await changes(files(says('Hi'), usesTone, 'Be kind.'))).toEqual([
    ['status-changed', 'draft'],
    ['text-changed', 'draft'],
  ]);
});

it('excuses exactly the change that was approved', async () => {
  const before = files(says('One'), usesTone, 'x');
  const to = async (text: string) => diffExample({ before, after: files(says(text), usesTone, 'x') });
  const [change] = rankChanges(await to('Two'), none);
  const approve = new Map([[change?.fingerprint ?? '', { reason: 'Fine.', by: null }]]);
  expect(rankChanges(await to('Two'), approve)[0]?.excused).toBe('approved');
  expect(rankChanges(await to('Three'), approve)[0]?.excused).toBe(null);
});

it.each([
  ['promptops: 1\napprovals: [{ fingerprint: 0123456789ab, reason: Fine. }]\n', 1, 0],
  ['promptops: 1\napprovals: [{ fingerprint: 0123456789ab }]\n', 0, 1],
  ['promptops: 1\napprovals: [{ fingerprint: nonsense, reason: Fine. }]\n', 0, 1],
  ['promptops: 1\napprovals: [\n', 0, 1],
])('reads approvals, and accepts nothing from a file with a fault: %j', (text, accepted, faulty) => {
  const file = parseYaml('promptops.approvals.yaml', new TextEncoder().encode(text), defaultFileLimits);
  const { approvals, faults } = parseApprovals(file);
  expect([approvals.size, Math.min(1, faults.length)]).toEqual([accepted, faulty]);
});
