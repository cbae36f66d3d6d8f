/**
 * A small project, as the examples of rules and changes write it. A string is a prompt file; `promptops: 1` and a
 * model in the config come by themselves. In the long form every file is written whole; a test file stands beside the
 * prompt.
 */
export type ExampleProject =
  | string
  | {
      readonly prompt?: string;
      readonly test?: string;
      /** Further files by path, `promptops.yaml` among them. */
      readonly files?: Readonly<Record<string, string>>;
    };

const defaultConfig = 'promptops: 1\nmodel: { id: openai/gpt-4.1-mini }\n';

/** The files of an example, as a project would have them. */
export function exampleFiles(example: ExampleProject): Readonly<Record<string, string>> {
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
export function shownFiles(example: ExampleProject): ExampleFiles {
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
