import type { Example } from './rule.ts';

const defaultConfig = 'promptops: 1\nmodel: { id: openai/gpt-4.1-mini }\n';

/** The files of an example, as a project would have them. */
export function exampleFiles(example: Example): Readonly<Record<string, string>> {
  const { prompt, test, files = {} } = typeof example === 'string' ? { prompt: example } : example;
  return {
    'promptops.yaml': defaultConfig,
    ...(prompt === undefined ? {} : { 'prompts/example.prompt.yaml': whole(prompt) }),
    ...(test === undefined ? {} : { 'prompts/example.test.yaml': whole(test) }),
    ...files,
  };
}

export type ExampleFiles = readonly { readonly path: string; readonly text: string }[];

/** The files a reader has to see: not the config that every example has. */
export function shownFiles(example: Example): ExampleFiles {
  const written = typeof example === 'string' ? {} : (example.files ?? {});
  return Object.entries(exampleFiles(example))
    .filter(([path]) => path !== 'promptops.yaml' || Object.hasOwn(written, path))
    .map(([path, text]) => ({ path, text }));
}

/** The format version goes without saying in examples, unless one is about it. */
const whole = (text: string): string => {
  const ended = text.endsWith('\n') ? text : `${text}\n`;
  return /^\W?(?:%YAML|promptops:|version https|\{)/.test(text) ? ended : `promptops: 1\n${ended}`;
};
