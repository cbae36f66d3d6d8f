import { type Personal, personalIn, personalInLines } from '../../detect/personal-data.ts';
import type { Place } from '../../model/place.ts';
import { recordOf, textsOf } from '../../model/shape.ts';
import { dataLinesOf } from '../data-lines.ts';
import type { Problem, Rule } from '../rule.ts';
import { stringsOf, valueAt } from '../values.ts';

export const securityPii: Rule = {
  id: 'security/pii',
  severity: 'warning',
  preset: 'recommended',
  summary: 'Prompts, examples and cases hold no personal data.',
  why: 'They are committed, reviewed, sent to providers and kept for ever in the history of the repository.',
  fix: 'Invent the data: an address at example.com, the published test number of a card. What is not personal after all goes into the option `allow`.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: { allow: { type: 'array', items: { type: 'string' } } },
  },
  examples: {
    good: [
      'messages:\n  - { role: user, content: "Write to ada@example.com about card 4242 4242 4242 4242." }',
      'messages:\n  - { role: user, content: "Order 4539578763621486123 of 2026-11-24, call +1 555 0100." }',
    ],
    bad: [
      'messages:\n  - { role: user, content: "The card is 4539 5787 6362 1486." }',
      {
        prompt: 'inputs: { text: { type: string } }\nmessages:\n  - { role: user, content: "{{text}}" }',
        test: 'tests:\n  - id: first\n    vars: { text: "Pay to FR76 3000 6000 0112 3456 7890 189, write marie.durand71@gmail.com" }\n    assert: [{ type: contains, value: pay }]',
      },
    ],
  },
  *check({ prompt, facts }, options) {
    if (!prompt) return;
    const allowed = textsOf(recordOf(options)?.['allow']);
    const findPersonal = (text: string) => personalIn(text, allowed);
    for (const { kind, source, place } of prompt.templates) {
      if (kind !== 'text' || !/[@\d]/.test(source)) continue;
      for (const found of personalInLines(source, allowed)) yield problem(found, place(found.at, found.end));
    }
    const written = [
      { file: prompt.file, top: ['examples'] },
      ...(prompt.tests ? [{ file: prompt.tests.file, top: [] }] : []),
    ];
    for (const { file, top } of written) {
      for (const { path, text } of stringsOf(valueAt(file.value, top), top)) {
        for (const found of findPersonal(text))
          yield problem(found, file.placeInText(path, found.at, found.end));
      }
    }
    for (const { line, at } of dataLinesOf(prompt, facts)) {
      for (const found of findPersonal(line.text)) yield problem(found, at(found.at, found.end));
    }
  },
};

const problem = ({ what, shown }: Personal, at: Place): Problem => ({
  at,
  message: `This looks like ${what} (${shown}).`,
  hint: 'Use invented data.',
});
