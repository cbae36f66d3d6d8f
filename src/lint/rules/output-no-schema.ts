import type { Rule } from '../rule.ts';
import { matchesIn } from '../texts.ts';

/** A verb of answering, then JSON as the form of the answer in the same sentence. */
const asks =
  /\b(?:respond|reply|answer|return|output|produce|format your (?:answer|response|output))\b[^.!?\n]{0,60}?\bJSON\b(?![-\s](?:LD|schema|lines|web|API|parser|path|file|endpoint))/gi;
/** Not asked for, or somebody else's JSON. */
const refuses =
  /\b(?:not|never|no|don't|doesn't|avoid|without|instead of|rather than|user|tool|function|API|endpoint|code|script|input)\b/i;

export const outputNoSchema: Rule = {
  id: 'output/no-schema',
  severity: 'warning',
  preset: 'recommended',
  summary: 'A prompt that asks for JSON declares its schema.',
  why: 'Without a schema nothing checks the answer, and providers cannot be asked to keep to it.',
  fix: 'Add `output: { format: json, schema: … }`.',
  examples: {
    good: [
      'output:\n  format: json\n  schema: { type: object, properties: { topic: { type: string } } }\nmessages:\n  - { role: user, content: Reply as JSON. }',
      'messages:\n  - { role: user, content: Do not reply in JSON. }',
      'messages:\n  - { role: user, content: Explain what JSON is. }',
    ],
    bad: [
      'messages:\n  - { role: user, content: Reply as JSON with the key "topic". }',
      'output: { format: json }\nmessages:\n  - role: system\n    content: |\n      You classify news.\n      Return only valid JSON.\n  - { role: user, content: Go. }',
    ],
  },
  *check({ prompt }) {
    if (!prompt?.prompt || prompt.prompt.output.schema !== null) return;
    for (const { text, at, match } of matchesIn(prompt, asks)) {
      const before = match.input.slice(Math.max(0, match.index - 40), match.index);
      if (refuses.test(text) || refuses.test(before.split(/[.!?\n]/).at(-1) ?? '')) continue;
      yield { at, message: 'The text asks for JSON, and the prompt declares no schema for it.' };
      return;
    }
  },
};
