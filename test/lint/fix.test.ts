import { array, assert, asyncProperty, boolean, constantFrom, property, record, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFixes } from '../../src/lint/fix.ts';
import type { Rule } from '../../src/lint/rule.ts';
import { rules } from '../../src/lint/rules/registry.ts';
import { defaultFileLimits } from '../../src/model/config.ts';
import type { Finding } from '../../src/model/finding.ts';
import { removeKey } from '../../src/model/yaml-edit.ts';
import { parseYaml } from '../../src/model/yaml-file.ts';
import { soaked } from '../helpers/soak.ts';
import { fixExample, fixRounds, type Round } from './fix-example.ts';

const parse = (text: string) => parseYaml('a.yaml', new TextEncoder().encode(text), defaultFileLimits);
const digestsOf = ({ project }: Round) =>
  project.prompts.filter(({ faults }) => faults.length === 0).map(({ digest }) => digest);

describe('every fix of the catalogue', () => {
  it.each(rules.filter(({ fixable }) => fixable))('$id mends what it finds', async (rule: Rule) => {
    let offered = 0;
    for (const example of rule.examples.bad) {
      const rounds = await fixExample(example, [rule.id]);
      const [first, last] = [rounds[0], rounds.at(-1)];
      offered += first?.findings.filter(({ fix }) => fix).length ?? 0;
      expect(last?.findings.filter(({ fix }) => fix)).toEqual([]);
      if (first?.findings.every(({ fix }) => fix)) expect(last?.findings).toEqual([]);
      if (first && last && digestsOf(first).length > 0) expect(digestsOf(last)).toEqual(digestsOf(first));
    }
    expect(offered).toBeGreaterThan(0);
  });

  it.each(rules.filter(({ fixable }) => !fixable))('$id offers none', async (rule: Rule) => {
    for (const example of rule.examples.bad) {
      const [first] = await fixExample(example, [rule.id]);
      expect(first?.findings.filter(({ fix }) => fix)).toEqual([]);
    }
  });
});

describe('lint --fix over generated projects', () => {
  const comment = constantFrom('', ' # kept', '   # kept too');
  const entry = record({
    flow: boolean(),
    first: boolean(),
    key: constantFrom('', 'skip: true', 'only: true', 'skip: "until # 7"', 'skip: >-\n      a reason'),
    comment,
    stale: boolean(),
  });
  const files = (
    entries: readonly { flow: boolean; first: boolean; key: string; comment: string; stale: boolean }[],
  ) => ({
    'promptops.yaml': 'promptops: 1\nmodel: { id: openai/gpt-4.1-mini }\n',
    'prompts/a.prompt.yaml': `promptops: 1\n${entries.some(({ stale }) => stale) ? '# promptops-disable-next-line id/format -- old\n' : ''}messages: # all\n  - { role: user, content: Hi }\n`,
    'prompts/a.test.yaml': `promptops: 1\ntests:\n${entries.map(entryText).join('')}`,
  });

  it('comes to an end, leaves the digest and every other comment alone, and then has nothing to do', async () => {
    await assert(
      asyncProperty(array(entry, { minLength: 1, maxLength: 5 }), async (entries) => {
        const rounds = await fixRounds(files(entries), { ci: true });
        const [first, last] = [rounds[0], rounds.at(-1)];
        if (!first || !last) throw new Error('There is always a round.');
        expect(digestsOf(last)).toEqual(digestsOf(first));
        expect(await fixRounds(last.files, { ci: true })).toHaveLength(1);
        expect(casesOf(last)).toEqual(casesOf(first));
        expect(last.files['prompts/a.prompt.yaml']).toContain('messages: # all');
        const kept = (round: Round) => round.files['prompts/a.test.yaml']?.match(/# of case \d+/g);
        expect(kept(last)).toEqual(kept(first));
      }),
      { numRuns: soaked(60) },
    );
  });

  const casesOf = ({ project }: Round) =>
    project.prompts[0]?.tests?.cases.map(({ id, vars, assert: checks }) => [id, vars, checks.length]);
});

function entryText(
  entry: { flow: boolean; first: boolean; key: string; comment: string },
  index: number,
): string {
  const own = [`id: case-${index}`, 'vars: {}', 'assert: [{ type: contains, value: news }]'];
  const isBlock = entry.key.includes('\n');
  const keys = entry.key === '' ? own : entry.first ? [entry.key, ...own] : [...own, entry.key];
  if (entry.flow && !isBlock) return `  # of case ${index}\n  - { ${keys.join(', ')} }${entry.comment}\n`;
  return `  # of case ${index}\n  - ${keys.join('\n    ')}${isBlock ? '' : entry.comment}\n`;
}

describe('applyFixes', () => {
  const finding = (column: number, endColumn: number, text: string): Finding => {
    const range = { line: 1, column, endLine: 1, endColumn };
    const fix = { what: 'Do it.', edits: [{ path: 'a', range, text }] };
    return {
      id: 'a/b',
      level: 'error',
      message: 'M',
      prompt: null,
      path: 'a',
      range,
      fingerprint: '',
      hint: null,
      help: '',
      fix,
    };
  };
  const apply = (text: string, ...findings: readonly Finding[]) => {
    const { texts, fixed } = applyFixes(new Map([['a', text]]), findings);
    return [texts.get('a'), fixed.length];
  };

  it('takes the first of two that overlap, and both of two that touch', () => {
    expect(apply('abcdef', finding(2, 4, 'X'), finding(3, 5, 'Y'))).toEqual(['aXdef', 1]);
    expect(apply('abcdef', finding(3, 5, 'Y'), finding(2, 3, 'X'))).toEqual(['aXYef', 2]);
    expect(apply('abcdef', finding(2, 2, 'X'), finding(2, 2, 'Y'))).toEqual(['aXbcdef', 1]);
  });

  it('does a fix of several edits whole or not at all', () => {
    const two = finding(5, 6, 'Z');
    const both: Finding = {
      ...two,
      fix: { what: 'Do both.', edits: [...(finding(2, 3, 'Y').fix?.edits ?? []), ...(two.fix?.edits ?? [])] },
    };
    expect(apply('abcdef', finding(2, 4, 'X'), both)).toEqual(['aXdef', 1]);
    expect(apply('abcdef', both)).toEqual(['aYcdZf', 1]);
  });

  it('leaves files alone that it has no text of', () => {
    expect(applyFixes(new Map(), [finding(1, 2, 'X')])).toEqual({ texts: new Map(), fixed: [] });
  });
});

describe('removeKey', () => {
  it.each([
    ['a: 1\nb: 2\nc: 3\n', ['b'], 'a: 1\nc: 3\n'],
    ['a: 1\nb: 2 # why\n# next\nc: 3\n', ['b'], 'a: 1\n# next\nc: 3\n'],
    ['a: 1\r\nb: 2\r\nc: 3\r\n', ['b'], 'a: 1\r\nc: 3\r\n'],
    ['a: 1\nb: |\n  x\n  y\nc: 3\n', ['b'], 'a: 1\nc: 3\n'],
    ['a: 1\nb: 2', ['b'], 'a: 1\n'],
    ['- b: 2\n  c: 3\n', [0, 'b'], '- c: 3\n'],
    ['- b: 2 # why\n  c: 3\n', [0, 'b'], null],
    ['- b: 2\n', [0, 'b'], null],
    ['a: { b: 1, c: 2, d: 3 }\n', ['a', 'c'], 'a: { b: 1, d: 3 }\n'],
    ['a: { b: 1, c: 2 }\n', ['a', 'c'], 'a: { b: 1 }\n'],
    ['a: {c: 2,b: 1}\n', ['a', 'c'], 'a: {b: 1}\n'],
    ['a: { b: { x: 1 } }\n', ['a', 'b'], null],
    ['a: 1\n', ['b'], null],
  ])('%j without %j', (text, path, expected) => {
    const edit = removeKey(parse(text), path);
    if (expected === null) expect(edit).toBeNull();
    else {
      const finding = { fix: { what: '', edits: edit ? [edit] : [] } } as unknown as Finding;
      expect(applyFixes(new Map([['a.yaml', text]]), [finding]).texts.get('a.yaml')).toBe(expected);
    }
  });
});

it('puts edits where line and column say, whatever the line ends', () => {
  assert(
    property(
      array(string({ unit: constantFrom('a', '#', ' ', 'é', '😀') }), { minLength: 1 }),
      boolean(),
      (lines, crlf) => {
        const text = lines.join(crlf ? '\r\n' : '\n');
        const line = lines.length;
        const range = { line, column: 1, endLine: line, endColumn: (lines.at(-1)?.length ?? 0) + 1 };
        const fix = { what: '', edits: [{ path: 'a', range, text: 'new' }] };
        const { texts } = applyFixes(new Map([['a', text]]), [{ fix } as unknown as Finding]);
        expect(texts.get('a')).toBe([...lines.slice(0, -1), 'new'].join(crlf ? '\r\n' : '\n'));
      },
    ),
  );
});
