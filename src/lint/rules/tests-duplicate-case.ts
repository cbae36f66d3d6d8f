import { canonicalJson } from '../../model/digest.ts';
import type { Case } from '../../model/test-file.ts';
import type { Rule } from '../rule.ts';

export const testsDuplicateCase: Rule = {
  id: 'tests/duplicate-case',
  severity: 'warning',
  preset: 'recommended',
  summary: 'No two cases ask and assert the same.',
  why: 'The second one costs a call and proves nothing; in a pass rate it counts double.',
  fix: 'Remove one, or use `repeat` to ask several times.',
  examples: {
    good: [
      {
        prompt:
          'inputs: { name: { type: string } }\nmessages:\n  - { role: user, content: "Greet {{name}}" }',
        test: 'tests:\n  - { id: ada, vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }\n  - { id: lin, vars: { name: Lin }, assert: [{ type: contains, value: Lin }] }',
      },
    ],
    bad: [
      {
        prompt:
          'inputs: { name: { type: string } }\nmessages:\n  - { role: user, content: "Greet {{name}}" }',
        test: 'tests:\n  - { id: ada, vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }\n  - { id: ada-again, vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }',
      },
    ],
  },
  *check({ prompt }) {
    const seen = new Map<string, string>();
    for (const item of prompt?.tests?.cases ?? []) {
      const key = contentOf(item);
      const first = seen.get(key);
      if (first === undefined) seen.set(key, item.id);
      else if (first !== item.id)
        yield { at: item.at, message: `Case "${item.id}" is the same as "${first}".` };
    }
  },
};

function contentOf(item: Case): string {
  const strip = (asserts: Case['assert']) => asserts.map(({ at: _at, yamlPath: _path, ...spec }) => spec);
  const { vars, expected, model, locale, variant, threshold, toolResults } = item;
  const turns = item.turns.map(({ user, assert }) => ({ user, assert: strip(assert) }));
  return canonicalJson({
    vars,
    expected,
    model,
    locale,
    variant,
    threshold,
    toolResults,
    turns,
    assert: strip(item.assert),
  });
}
