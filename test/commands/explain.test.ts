import { describe, expect, it } from 'vitest';
import { ciRules } from '../../src/commands/ci-rules.ts';
import type { Context } from '../../src/commands/context.ts';
import { explainCommand, explainRule } from '../../src/commands/explain.ts';
import { changeKinds } from '../../src/diff/rules/registry.ts';
import { PromptopsError } from '../../src/errors.ts';
import { assertionTypes } from '../../src/evals/assertions/registry.ts';
import { rules } from '../../src/lint/rules/registry.ts';
import { emptyFolder } from '../helpers/promptops.ts';

const context: Context = {
  cwd: emptyFolder(), // outside a repository: git need not be asked once for every rule
  env: {},
  now: () => new Date(0),
  signal: new AbortController().signal,
  emit: () => {},
  note: () => {},
};

const refusalOf = async (rule: string): Promise<PromptopsError> => {
  const error = await explainRule({ rule }, context).catch((thrown: unknown) => thrown);
  if (error instanceof PromptopsError) return error;
  throw new Error(`"${rule}" was explained.`);
};

describe('explain', () => {
  it('says what a rule means, shows both examples, and how to silence it', async () => {
    const report = await explainRule({ rule: 'template/unused-variable' }, context);
    expect(report).toMatchObject({
      kind: 'explain',
      exitCode: 0,
      rule: { id: 'template/unused-variable', level: 'warning' },
    });
    expect(report.good[0]?.[0]).toEqual({
      path: 'prompts/example.prompt.yaml',
      text: 'promptops: 1\ninputs: { name: { type: string } }\nmessages:\n  - { role: user, content: "Hello {{name}}" }\n',
    });
    expect(report.bad.length).toBeGreaterThan(0);
    expect(report.silence).toContain('# promptops-disable-next-line template/unused-variable -- <reason>');
  });

  it('says that a locked rule cannot be silenced', async () => {
    expect((await explainRule({ rule: 'schema/alias' }, context)).silence).toContain('neither');
  });

  it('explains every rule in sentences', async () => {
    for (const { id } of rules) {
      const { rule } = await explainRule({ rule: id }, context);
      for (const text of [rule.summary, rule.why, rule.fix]) expect(text, id).toMatch(/^\S[\s\S]*[.`]$/);
    }
  });

  it('explains every kind of change in sentences, with what it looks like', async () => {
    for (const { id, examples } of changeKinds) {
      const report = await explainCommand({ rule: id }, context);
      if (report.kind !== 'explain-change') throw new Error(`"${id}" is no change.`);
      const { change } = report;
      for (const text of [change.summary, change.why, change.advice])
        expect(text, id).toMatch(/^\S[\s\S]*[.`>\])]$/);
      expect(report.examples).toHaveLength(examples.length);
    }
  });

  it('explains every finding of ci in sentences', async () => {
    for (const id of Object.keys(ciRules).filter((known) => known !== 'recording-changed')) {
      const report = await explainCommand({ rule: id }, context);
      if (report.kind !== 'explain-finding') throw new Error(`"${id}" is no finding.`);
      const { finding } = report;
      for (const text of [finding.summary, finding.why, finding.fix])
        expect(text, id).toMatch(/^\S[\s\S]*\.$/);
    }
  });

  it('explains every assertion, and its twin', async () => {
    for (const [type, { examples }] of assertionTypes) {
      const report = await explainCommand({ rule: type }, context);
      if (report.kind !== 'explain-assertion') throw new Error(`"${type}" is no assertion.`);
      expect(report.assertion.summary, type).toMatch(/^\S[\s\S]*\.$/);
      expect(report.examples).toHaveLength(examples.length);
      expect(await explainCommand({ rule: `not-${type}` }, context)).toEqual(report);
    }
  });

  it('names the nearest rule, the rules of a group, or where all are listed', async () => {
    expect(await refusalOf('template/unusd-variable')).toMatchObject({
      code: 'not-found',
      hint: 'Did you mean "template/unused-variable"?',
    });
    expect((await refusalOf('overlay')).hint).toContain('overlay/unknown-message');
    expect((await refusalOf('zzzzzzzzzzzz')).hint).toBe('See what there is: promptops explain');
  });
});
