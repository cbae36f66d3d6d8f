import type { Rule } from '../rule.ts';

export const securitySecret: Rule = {
  id: 'security/secret',
  severity: 'error',
  preset: 'minimal',
  summary: 'No prompt, test, dataset or config holds a key or password.',
  why: 'Files are committed, reviewed, sent to providers and kept for ever in the history of the repository. A key that was committed is known, even after it is removed.',
  fix: 'Revoke the key at its provider, then remove it. Providers get theirs from environment variables, which the config names; a prompt that must show a key shows an invented one, such as "sk-…".',
  examples: {
    good: [
      'messages:\n  - { role: user, content: "Explain what a key like sk-… is for." }',
      {
        files: {
          'promptops.yaml': 'promptops: 1\nproviders: { openai: { apiKey: OPENAI_API_KEY } }\n',
        },
      },
    ],
    bad: [
      {
        prompt: 'messages:\n  - { role: user, content: "Call the API with <a real key>." }',
        facts: {
          secrets: {
            'prompts/example.prompt.yaml': [
              {
                what: 'an OpenAI API key',
                at: { path: 'prompts/example.prompt.yaml', line: 3, column: 47, endLine: 3, endColumn: 59 },
              },
            ],
          },
        },
      },
    ],
  },
  *check({ prompt, configFile, facts }) {
    const paths = prompt ? [prompt.path, ...prompt.reads] : configFile ? [configFile.path] : [];
    for (const path of new Set(paths)) {
      for (const { what, at } of facts.secrets[path] ?? []) {
        yield {
          at,
          message: `This looks like ${what}.`,
          hint: 'Revoke it, then remove it.',
          detail: what,
        };
      }
    }
  },
};
