import { describe, expect, it } from 'vitest';
import { matchMessages } from '../../src/diff/match-messages.ts';
import type { Message, Role } from '../../src/render/prompt.ts';
import { changesOf, diffExample } from './diff-example.ts';

const says = (text: string, id: string | null = null, role: Role = 'user'): Message => ({
  type: 'message',
  id,
  role,
  cache: false,
  content: [{ type: 'text', text: { source: text, tree: [] } }],
});

const long = 'Answer only from the articles, and say so where they are silent.';

const cases: readonly (readonly [string, readonly Message[], readonly Message[], object])[] = [
  [
    'by id, wherever it stands',
    [says('a', 'x'), says('b', 'y')],
    [says('b', 'y'), says('c', 'x')],
    {
      pairs: [
        [0, 1],
        [1, 0],
      ],
      moved: 1,
    },
  ],
  ['by content, when the id changed', [says(long, 'x')], [says(long, 'y')], { pairs: [[0, 0]] }],
  ['by content, when the role changed', [says(long, 'x')], [says(long, 'y', 'system')], { pairs: [[0, 0]] }],
  ['by likeness', [says(`${long} Be brief.`, 'x')], [says(long, 'y')], { pairs: [[0, 0]] }],
  [
    'not where nothing is alike',
    [says(long, 'x')],
    [says('Hello', 'y')],
    { pairs: [], removed: [0], added: [0] },
  ],
  ['by place, without ids', [says(long)], [says('Hello')], { pairs: [[0, 0]] }],
  [
    'by place only where none came or went',
    [says(long)],
    [says('Hello'), says('Bye')],
    { pairs: [], removed: [0], added: [0, 1] },
  ],
];

describe('messages are matched', () => {
  it.each(cases)('%s', (_, before, after, expected) => {
    const { pairs, removed, added, moved } = matchMessages(before, after);
    expect({
      pairs: pairs.map((pair) => [pair.before, pair.after]),
      removed,
      added,
      moved: moved.size,
    }).toMatchObject(expected);
  });
});

const system = (...parts: readonly (readonly [id: string, text: string])[]) =>
  `messages:\n${parts.map(([id, text]) => `  - { id: ${id}, role: system, content: "${text}" }\n`).join('')}  - { id: ask, role: user, content: Hi }`;

it('says where the text of a split message stood, and where that of a merged one stands', async () => {
  const [whole, parts] = [
    system(['rules', `Be kind. ${long}`]),
    system(['rules', 'Be kind.'], ['articles', long]),
  ];
  const split = changesOf(await diffExample({ before: whole, after: parts }));
  expect(split.find(({ id }) => id === 'message-added')?.message).toContain('stood in "rules"');
  const merged = changesOf(await diffExample({ before: parts, after: whole }));
  expect(merged.find(({ id }) => id === 'message-removed')?.message).toContain('stands in "rules"');
});
