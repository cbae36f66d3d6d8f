import { fromFaults, type Rule } from '../rule.ts';

export const securityRemoteInclude: Rule = {
  id: 'security/remote-include',
  severity: 'error',
  preset: 'minimal',
  locked: true,
  summary: 'A prompt names only files of its own repository.',
  why: 'A prompt that loads a URL or a file outside the repository changes without a commit, and can carry out secrets.',
  fix: 'Copy the file into the repository and name it by its relative path.',
  examples: {
    good: [
      {
        prompt: `output: { format: json, schema: ./answer.schema.json }
messages:
  - { role: user, content: Summarise the news. }`,
        files: {
          'prompts/answer.schema.json': `{ "type": "object" }
`,
        },
      },
    ],
    bad: [
      `output: { format: json, schema: "https://example.com/answer.schema.json" }
messages:
  - { role: user, content: Summarise the news. }`,
      `tools: [/etc/get_order.tool.yaml]
messages:
  - { role: user, content: Summarise the news. }`,
    ],
  },
  check: fromFaults('security/remote-include'),
};
