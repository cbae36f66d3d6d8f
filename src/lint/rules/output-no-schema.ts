import type { Rule } from '../rule.ts';
import { matchesIn } from '../texts.ts';

/** "Return only valid JSON", "reply in this exact JSON format": a verb of answering, words about form, JSON. */
const order =
  /\b(?:respond|reply|answer|return|output|produce|format (?:your|the) (?:answer|response|output|reply))(?: (?!(?:is|by|contract|parameter|format|about|with its)\b)[^\s.!?:;()]{1,30}){0,9}? [*_`"']{0,2}JSON\b/gi;
/** "The output should be a JSON object", "Output format: JSON". */
const form =
  /\b(?:answer|response|output|reply) (?:(?:should|must|has to|needs to|will)(?: only)? be (?:[\w-]+ ){0,6}?|format:?[*_]{0,2} (?:(?:strict|valid|raw) )?)JSON\b/gi;

/** What may stand before an imperative: nothing, the end of a clause, or words that turn a verb into an order. */
const opens =
  /(?:^|[.!?:;,)>*_#•–—-])\s*$|\b(?:please|must|should|shall|will|always|only|just|then|and|you|(?:are|need|have|want|required|asked|told|expected|is) to)\s+$/i;
/** Not asked for, only sometimes, or somebody else's JSON. */
const refuses =
  /\b(?:not|never|no|don't|doesn't|avoid|without|instead of|rather than|if|unless|such as|e\.g|example|tools?|function|API|endpoint|code|script|input|errors)\b/i;
/** One form among several, a member of a program, another format that has JSON in its name. */
const continues =
  /^(?:\.\w|[-\s](?:LD|schema|lines|web|API|parser|path|file|endpoint)|,? (?:or|and) \w|, \w+(?: \w+)?,? or\b|\s?\/)/i;

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
      'messages:\n  - role: user\n    content: |\n      Review this code. Output format (JSON, table or text) is up to you.\n      ```js\n      return JSON.stringify(answer);\n      ```\n      Run it with `--output json`.\n      - `--json`: output JSON',
      'messages:\n  - role: system\n    content: |\n      If the user asks for it, return JSON. Hooks return JSON responses.\n      The final answer comes from what you produce by reading the JSON.\n  - { role: user, content: Go. }',
    ],
    bad: [
      'messages:\n  - { role: user, content: Reply as JSON with the key "topic". }',
      'output: { format: json }\nmessages:\n  - role: system\n    content: |\n      You classify news.\n      Return only valid JSON.\n  - { role: user, content: Go. }',
      'messages:\n  - { role: user, content: "You must ALWAYS respond with a valid JSON in this exact format:" }',
      'messages:\n  - { role: user, content: "The output should be a well-formatted JSON object." }',
      'messages:\n  - { role: user, content: "**Output format:** JSON" }',
    ],
  },
  *check({ prompt }) {
    if (!prompt?.prompt || prompt.prompt.output.schema !== null) return;
    for (const pattern of [order, form]) {
      for (const { place, match } of matchesIn(prompt, pattern)) {
        if (!asks(match, pattern === order)) continue;
        yield { at: place(), message: 'The text asks for JSON, and the prompt declares no schema for it.' };
        return;
      }
    }
  },
};

/** Whether a match is an order to the model, in prose. */
function asks({ 0: text, index, input }: RegExpExecArray, isOrder: boolean): boolean {
  const line = input.slice(input.lastIndexOf('\n', index) + 1, index);
  const sentence = line.split(/[.!?](?=\s)/).at(-1) ?? '';
  if (refuses.test(text) || refuses.test(sentence) || continues.test(input.slice(index + text.length)))
    return false;
  return (!isOrder || opens.test(line)) && !isCode(input.slice(0, index), line);
}

/** In a fenced block, in `code`, after an option's dashes or a table's bar. */
const isCode = (before: string, line: string): boolean =>
  (before.match(/^\s*(?:```|~~~)/gm)?.length ?? 0) % 2 === 1 ||
  (line.match(/`/g)?.length ?? 0) % 2 === 1 ||
  /--$|^\s*\||`\s*[:—–-]\s*$/.test(line);
