import { checkVars } from '../render/check-vars.ts';
import type { Example, Message, Output } from '../render/prompt.ts';
import { type Build, type Inputs, itemsOf, placeOf, report, type Written, within } from './build.ts';
import { mismatches, safeMatches } from './inputs.ts';
import { recordOf, textOf } from './shape.ts';
import { didYouMean } from './suggest.ts';

const rule = 'vars/example-mismatch';

/** Few-shot examples, each checked against the inputs and the output. */
export function parseExamples(
  build: Build,
  written: Written,
  prompt: { readonly inputs: Inputs; readonly output: Output; readonly messages: readonly Message[] },
): readonly Example[] {
  const examples = itemsOf(written).flatMap((item) => {
    const input = recordOf(within(item, 'input').value);
    const output = within(item, 'output').value;
    if (!input || output === undefined) return [];
    checkInput(build, within(item, 'input'), prompt.inputs);
    checkOutput(build, within(item, 'output'), prompt.output);
    return [{ id: textOf(within(item, 'id').value), input, output }];
  });
  const marked = prompt.messages.some(({ type }) => type === 'examples');
  if (examples.length > 0 && !marked) {
    const message = 'The examples are never sent: no message says where they go.';
    report(
      build,
      'schema/invalid',
      message,
      placeOf(written, 'key'),
      'Add "- examples: true" to "messages".',
    );
  }
  return examples;
}

function checkInput(build: Build, written: Written, inputs: Inputs): void {
  const matches = (pattern: string, text: string) => safeMatches(build, pattern, text);
  for (const problem of checkVars(inputs, recordOf(written.value) ?? {}, { matches })) {
    // Only user messages are rendered with an example; a conversation is none of its business.
    if (problem.kind === 'missing' && inputs[problem.input]?.kind === 'messages') continue;
    const part = problem.kind === 'extra' ? 'key' : 'value';
    const at = written.file.placeOf([...written.path, ...problem.path], part);
    const hint = problem.kind === 'extra' ? didYouMean(problem.input, Object.keys(inputs)) : null;
    report(build, rule, problem.message, at, hint);
  }
}

function checkOutput(build: Build, written: Written, { format, schema }: Output): void {
  if (written.value === undefined) return;
  if (format === 'text' && typeof written.value !== 'string') {
    report(build, rule, 'The output of the prompt is text, and this is not.', placeOf(written));
    return;
  }
  if (format === 'json' && schema !== null) {
    for (const { at, message } of mismatches(build, schema, written, 'output', jsonOf(written))) {
      report(build, rule, `The example's output does not fit the schema: ${message}`, at);
    }
  }
}

/** An answer written as text is what the model sends: JSON where it parses. */
function jsonOf({ value }: Written) {
  if (typeof value !== 'string') return value ?? null;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
