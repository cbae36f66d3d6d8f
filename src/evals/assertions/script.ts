import type { AssertionSpec } from '../../model/test-file.ts';
import {
  type AssertionContext,
  type AssertionType,
  assertionError,
  assertionFault,
  type Score,
  type Subject,
} from '../assertion.ts';
import { quote } from '../excerpt.ts';
import { compactJson } from '../json-difference.ts';
import { unparsedOutput } from './json-output.ts';
import { readText, readThreshold } from './read-spec.ts';
import { unusable, verdict } from './verdict.ts';

const allowed = { allow: ['graders/*.mjs'] };

export const script: AssertionType = {
  type: 'script',
  group: 'code',
  summary: 'A script of the project says yes, or gives a number that reaches the threshold.',
  notes:
    'The file must be listed under `code.allow` in promptops.yaml; its path is written from the folder of that file. Its ' +
    'default export gets `(output, { output, text, vars, expected, toolCalls, args })` and returns true, false, a number ' +
    'from 0 to 1, or `{ pass?, score?, reason? }`. It runs in a process of its own, under Node’s permission model: no ' +
    'environment variables, no file but those in its own folder, no child process; 10 seconds, 256 MB. The permission ' +
    'model leaves the network open: allow only what you have read. A script that throws, takes too long or returns ' +
    'something else makes the case an error. With `--ref`, where its file is not the one on disk, it does not run.',
  value: { type: 'string', minLength: 1 },
  valueOptional: false,
  threshold: 'Lowest number that passes, 0 to 1; 1 where none is written.',
  options: { args: {} },
  examples: [
    {
      assert: { type: 'script', value: 'graders/tone.mjs', args: { tone: 'polite' } },
      output: 'Thank you!',
      pass: true,
      context: allowed,
      script: { pass: true, score: 0.9, reason: 'It says thank you.' },
      score: 0.9,
    },
    {
      assert: { type: 'script', value: 'graders/tone.mjs', threshold: 0.5 },
      output: 'No.',
      pass: false,
      context: allowed,
      script: 0.25,
      score: 0.25,
    },
    {
      assert: { type: 'script', value: 'graders/tone.mjs' },
      output: 'No.',
      pass: false,
      context: allowed,
      script: false,
    },
  ],
  async prepare(spec, context) {
    const path = await readScript(spec, context);
    const threshold = readThreshold(spec, 1, 1);
    return async (subject, ask) => {
      const unparsed = spec.transform === null ? unparsedOutput(context, subject) : null;
      if (unparsed) return unusable(unparsed);
      const answer = await ask.script(path, inputOf(subject, spec));
      if (!answer.ok) throw assertionError(answer.problem, `"${path}": ${answer.message}`);
      return scoreOf(path, answer.value, threshold);
    };
  },
};

async function readScript(spec: AssertionSpec, { allow, dependsOn }: AssertionContext): Promise<string> {
  const { findAllowedCode } = await import('../allowed-code.ts');
  const found = await findAllowedCode(readText(spec), allow);
  if (found.path !== null) {
    dependsOn?.({ script: found.path });
    return found.path;
  }
  const { problem: message, hint } = found;
  throw assertionFault({ message, ...(hint === undefined ? {} : { hint }) });
}

const inputOf = (
  { output, text, vars, expected, toolCalls }: Subject,
  { options }: AssertionSpec,
): unknown => ({
  output,
  text,
  vars,
  expected: expected ?? null,
  toolCalls,
  args: options['args'] ?? null,
});

function scoreOf(path: string, value: unknown, threshold: number): Score {
  if (typeof value === 'boolean') return verdict(value, `"${path}" says ${value}.`);
  if (isShare(value)) return graded(value, value >= threshold, `"${path}" gives ${value}`, threshold);
  const given =
    typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const { pass, score, reason } = given;
  const says = typeof reason === 'string' ? `"${path}": ${reason}` : `"${path}" says ${compactJson(value)}`;
  if (typeof pass === 'boolean' && score === undefined) return verdict(pass, says);
  if (isShare(score) && (pass === undefined || typeof pass === 'boolean'))
    return graded(score, pass ?? score >= threshold, says, threshold);
  throw assertionError(
    'script-failed',
    `"${path}" returned ${quote(JSON.stringify(value) ?? 'nothing')}.`,
    'It must return true, false, a number from 0 to 1, or { pass?, score?, reason? }.',
  );
}

const isShare = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= 1;

const graded = (score: number, pass: boolean, says: string, threshold: number): Score => ({
  pass,
  score,
  message: pass
    ? `${says.replace(/\.$/, '')}.`
    : `${says.replace(/\.$/, '')}; at least ${threshold} expected.`,
});
