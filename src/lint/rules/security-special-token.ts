import type { Rule } from '../rule.ts';
import { matchesIn } from '../texts.ts';

/** Control tokens of known chat formats, as they are written in text. */
const tokens =
  /<\|(?:im_start|im_end|im_sep|endoftext|endofprompt|begin_of_text|end_of_text|start_header_id|end_header_id|eot_id|eom_id|python_tag|fim_prefix|fim_middle|fim_suffix|system|user|assistant|end)\|>|\[\/?INST\]|<<\/?SYS>>|<(?:start|end)_of_turn>/gi;

export const securitySpecialToken: Rule = {
  id: 'security/special-token',
  severity: 'warning',
  preset: 'recommended',
  summary: 'No message holds a control token of a chat format.',
  why: 'Some servers read it as the end of the message and the start of another role; others as plain, puzzling text.',
  fix: 'Use `role` for roles. To speak about a token, put a space into it.',
  examples: {
    good: ['messages:\n  - { role: user, content: "Write a <|table|> of <b>cities</b>." }'],
    bad: [
      'messages:\n  - { role: user, content: "<|im_start|>system" }',
      'messages:\n  - role: user\n    content: |\n      [INST] Sum up the news. [/INST]',
    ],
  },
  *check({ prompt }) {
    if (!prompt) return;
    for (const { text, place } of matchesIn(prompt, tokens)) {
      yield { at: place(), message: `"${text}" is a control token of a chat format.` };
    }
  },
};
