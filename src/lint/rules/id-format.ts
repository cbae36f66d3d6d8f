import { fileStart } from '../../model/place.ts';
import type { Rule } from '../rule.ts';

export const idFormat: Rule = {
  id: 'id/format',
  severity: 'warning',
  preset: 'recommended',
  summary: 'Prompt ids are letters, digits, `-`, `_` and `.`, and start with a letter or digit.',
  why: 'The path is the identity of a prompt. It is typed in commands, written in configs and becomes a file name on every system.',
  fix: 'Rename the file or folder, and keep the old id under `aliases`.',
  examples: {
    good: [
      {
        files: {
          'prompts/support/reply-v2.prompt.yaml': 'promptops: 1\nmessages: [{ role: user, content: Hi }]\n',
          'prompts/billing/draftReply.prompt.yaml': 'promptops: 1\nmessages: [{ role: user, content: Hi }]\n',
          'prompts/客服/回复.prompt.yaml': 'promptops: 1\nmessages: [{ role: user, content: Hi }]\n',
        },
      },
    ],
    bad: [
      {
        files: {
          'prompts/support/reply (1).prompt.yaml': 'promptops: 1\nmessages: [{ role: user, content: Hi }]\n',
        },
      },
      {
        files: { 'prompts/my reply.prompt.yaml': 'promptops: 1\nmessages: [{ role: user, content: Hi }]\n' },
      },
    ],
  },
  *check({ prompt }) {
    if (!prompt) return;
    const wrong = prompt.id
      .split('/')
      .find((segment) => !/^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*$/u.test(segment));
    if (wrong === undefined) return;
    yield {
      at: fileStart(prompt.path),
      message: `"${wrong}" in the id "${prompt.id}" has more than letters, digits, "-", "_" and "." in it.`,
    };
  },
};
