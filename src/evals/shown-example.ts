import type { AssertionExample } from './assertion.ts';

/** An example as a reader sees it: one line of a test file, the answer, and what comes of it. */
export type ShownExample = {
  /** YAML. */
  readonly assert: string;
  readonly output: string;
  /** What else there is: the case's `expected`, the prompt's tools, what a script or model says; YAML, or null. */
  readonly given: string | null;
  readonly pass: boolean;
  /** null: 1 or 0. */
  readonly score: number | null;
};

export function shownExample(example: AssertionExample): ShownExample {
  const { assert, output, pass, score, costUsd, script, verdicts, embeddings } = example;
  const { expected, tools, output: format } = example.context ?? {};
  const given = {
    ...(expected === undefined ? {} : { expected }),
    ...(format === undefined ? {} : { output: format }),
    ...(tools === undefined ? {} : { tools }),
    ...(costUsd === undefined ? {} : { costUsd }),
    ...(script === undefined ? {} : { script }),
    ...(verdicts === undefined ? {} : { verdicts }),
    ...(embeddings === undefined ? {} : { embeddings }),
  };
  return {
    assert: flow(assert),
    output: typeof output === 'string' ? output : flow(output),
    given: Object.keys(given).length === 0 ? null : flow(given),
    pass,
    score: score ?? null,
  };
}

/** A value in YAML's flow style: as short as JSON can be written there. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return scalar(value);
  const entries = Object.entries(value).filter(([, held]) => held !== undefined);
  return entries.length === 0
    ? '{}'
    : `{ ${entries.map(([key, held]) => `${key}: ${flow(held)}`).join(', ')} }`;
}

/** Words stand without quotes; what YAML could take for something else does not. */
function scalar(value: unknown): string {
  const isWord =
    typeof value === 'string' &&
    /^[A-Za-z][\w ./-]*[\w./-]$|^[a-z]$/.test(value) &&
    !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return isWord ? value : (JSON.stringify(value) ?? 'null');
}
