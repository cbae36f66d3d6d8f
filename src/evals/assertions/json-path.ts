import { type AssertionType, assertionFault, type Scorer } from '../assertion.ts';
import { quote } from '../excerpt.ts';
import { compactJson, jsonDifference, prettyJson } from '../json-difference.ts';
import { loadJsonPath } from '../json-path.ts';
import { parseJson } from '../json-text.ts';
import { compileRegex } from '../regex.ts';
import { notJson } from './json-output.ts';
import { compileAt, readText, readTextOption } from './read-spec.ts';
import { verdict } from './verdict.ts';

export const jsonPath: AssertionType = {
  type: 'json-path',
  group: 'structure',
  summary:
    'A JSONPath (RFC 9535) finds something in the output that is not empty, or has the value asked for.',
  notes:
    'Alone: at least one value is found that is not null, "", [] or {}. With "equals": one found value is that JSON. ' +
    'With "matches": one found text matches that regular expression. `match()` and `search()` inside the path are not ' +
    'available; use "matches".',
  value: { type: 'string', minLength: 1, pattern: '^\\$' },
  valueOptional: false,
  threshold: null,
  options: { equals: {}, matches: { type: 'string', minLength: 1 } },
  examples: [
    {
      assert: { type: 'json-path', value: '$.citations[0]' },
      output: '{"citations": ["Refunds"]}',
      pass: true,
    },
    { assert: { type: 'json-path', value: '$.citations' }, output: '{"citations": []}', pass: false },
    {
      assert: { type: 'json-path', value: '$.escalate', equals: false },
      output: '{"escalate": false}',
      pass: true,
    },
    {
      assert: { type: 'json-path', value: '$..title', matches: '^Re' },
      output: '[{"title": "Refunds"}]',
      pass: true,
    },
    { assert: { type: 'json-path', value: '$.a', equals: 2 }, output: '{"a": 1}', pass: false },
    { assert: { type: 'json-path', value: '$.a' }, output: 'not JSON', pass: false },
  ],
  async prepare(spec) {
    const path = readText(spec);
    const find = await loadJsonPath(path);
    const judge = await readJudge(spec.options, path, readTextOption(spec, 'matches'));
    return async (subject) => {
      const parsed =
        typeof subject.output === 'string'
          ? parseJson(subject.text)
          : { ok: true as const, value: subject.output };
      if (!parsed.ok) return verdict(false, notJson(subject.text) ?? '');
      const found = find(parsed.value);
      if (found.length === 0) return verdict(false, `${path} finds nothing in the output.`);
      return judge(found);
    };
  },
};

type Judge = (found: readonly unknown[]) => ReturnType<Scorer>;

async function readJudge(
  options: Readonly<Record<string, unknown>>,
  path: string,
  pattern: string | null,
): Promise<Judge> {
  const wanted = options['equals'];
  if (wanted !== undefined && pattern !== null) {
    throw assertionFault({
      message: '"json-path" takes "equals" or "matches", not both.',
      path: ['matches'],
    });
  }
  if (wanted !== undefined) return (found) => judgeEqual(found, wanted, path);
  if (pattern === null) return (found) => judgePresent(found, path);
  const regex = await compileAt(['matches'], () => compileRegex(pattern));
  return async (found) => {
    for (const value of found) {
      if (typeof value === 'string' && (await regex.find(value)))
        return verdict(true, `${path} is ${quote(value)}.`);
    }
    return verdict(false, `${path} is ${show(found)}, which does not match /${pattern}/.`);
  };
}

function judgeEqual(found: readonly unknown[], wanted: unknown, path: string) {
  const pass = found.some((value) => jsonDifference(wanted, value) === null);
  if (pass) return verdict(true, `${path} is ${quote(compactJson(wanted))}.`);
  const diff = { expected: prettyJson(wanted), actual: prettyJson(found.length === 1 ? found[0] : found) };
  return verdict(false, `${path} is ${show(found)}, expected ${quote(compactJson(wanted))}.`, diff);
}

function judgePresent(found: readonly unknown[], path: string) {
  const pass = found.some((value) => !isEmpty(value));
  return verdict(pass, `${path} is ${show(found)}${pass ? '' : ', which is empty'}.`);
}

const show = (found: readonly unknown[]): string => quote(found.map(compactJson).join(', '), 120);

const isEmpty = (value: unknown): boolean =>
  value === null || value === '' || (typeof value === 'object' && Object.keys(value ?? {}).length === 0);
