import path from 'node:path';
import { PromptopsError } from '../errors.ts';
import type { Judge } from '../evals/judge.ts';
import { type Row, readRows } from '../model/dataset-rows.ts';
import type { OpenedFiles } from './open-project.ts';

/** One answer, what people say of it, and what the judge may see. */
export type Labelled = {
  readonly at: string;
  readonly label: boolean;
  readonly evidence: Readonly<Record<string, string>>;
};

/** The rows of a dataset of labels, a path on this machine. Throws `invalid-project` with the place of a bad row. */
export async function readLabels(
  { root, snapshot }: OpenedFiles,
  file: string,
  { prompt, name }: Judge,
): Promise<readonly Labelled[]> {
  const projectPath = path.relative(root.root, file).split(path.sep).join('/');
  const labelled: Labelled[] = [];
  for await (const row of readRows(projectPath, snapshot)) labelled.push(readLabel(row, prompt.inputs, name));
  if (labelled.length > 0) return labelled;
  throw new PromptopsError('usage', `"${projectPath}" has no rows.`, {
    hint: 'Write one a line: {"label": "pass", "criterion": "…", "answer": "…"}',
  });
}

const labels: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ['pass', true],
  [true, true],
  [1, true],
  ['fail', false],
  [false, false],
  [0, false],
]);

function readLabel({ value, where }: Row, inputs: Judge['prompt']['inputs'], judge: string): Labelled {
  const refuse = (message: string, hint: string) =>
    new PromptopsError('invalid-project', `${where}: ${message}`, { hint });
  const label = labels.get(value['label']);
  if (label === undefined) throw refuse('it has no "label".', 'Write "label": "pass" or "fail".');
  const evidence: Record<string, string> = {};
  for (const [input, { optional }] of Object.entries(inputs)) {
    const text = value[input];
    if (typeof text === 'string') evidence[input] = text;
    else if (!optional || text !== undefined)
      throw refuse(`it has no text "${input}".`, `"${judge}" looks at ${Object.keys(inputs).join(', ')}.`);
  }
  return { at: where, label, evidence };
}
