// Writes docs/pii.md: what the detector of personal data finds in a labelled corpus: npm run pii. A test holds the page to it.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSource } from './load-source.mjs';
import { piiCorpus } from './pii-corpus.mjs';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** Recall by kind, and what is found where nothing personal is. `detect` gives `{ what, at, end }` of a text. */
function measure(detect) {
  const kinds = new Map();
  const others = new Map();
  for (const { kind, what, text, at, end } of piiCorpus()) {
    const found = detect(text);
    const into = what === null ? others : kinds;
    const row = into.get(kind) ?? { kind, texts: 0, hits: 0, wrong: 0 };
    into.set(kind, row);
    row.texts += 1;
    const isHit = found.some((each) => each.what === what && each.at === at && each.end === end);
    if (isHit) row.hits += 1;
    row.wrong += found.length - (isHit ? 1 : 0);
  }
  return { kinds: [...kinds.values()], others: [...others.values()] };
}

const percent = (part, whole) => `${((100 * part) / whole).toFixed(1)} %`;

const total = (rows, key) => rows.reduce((sum, row) => sum + row[key], 0);

export function piiPage(detect) {
  const { kinds, others } = measure(detect);
  const [hits, texts] = [total(kinds, 'hits'), total(kinds, 'texts')];
  const wrong = total(kinds, 'wrong') + total(others, 'wrong');
  return [
    '# Personal data',
    '',
    '<!-- Made by `npm run pii` from scripts/pii-corpus.mjs and the detector itself. -->',
    '',
    'The rule [security/pii](rules.md#securitypii) looks for personal data in templates, examples, cases and datasets. It goes by what can be checked: a payment card needs a network’s first digits and the Luhn digit, an IBAN its country’s length and the remainder of 97, a national number its check digits. Numbers whose check other numbers pass too easily need a word in the same line that says what they are (such as `BSN` or `NHS`); a US social security number has no check digit and always needs one. A mail address counts when it is at a provider for private people and reads like a name. Names, streets, birthdays and telephone numbers are not looked for: nothing tells a real one from an invented one.',
    '',
    `Measured on ${texts + total(others, 'texts')} generated texts with known labels: recall **${percent(hits, texts)}**, precision **${percent(hits, hits + wrong)}**. A find counts only at exactly the right characters. The corpus writes numbers the ways people do, those the detector does not read included: a card with dots, a CPF without them, a name in one word, a number that nobody introduces.`,
    '',
    '| kind | texts | found | recall | found beside it |',
    '| --- | --: | --: | --: | --: |',
    ...kinds.map(
      (row) =>
        `| ${row.kind} | ${row.texts} | ${row.hits} | ${percent(row.hits, row.texts)} | ${row.wrong} |`,
    ),
    '',
    'Numbers that are nobody’s:',
    '',
    '| kind | texts | called personal |',
    '| --- | --: | --: |',
    ...others.map((row) => `| ${row.kind} | ${row.texts} | ${row.wrong} |`),
    '',
    'What is not personal after all goes into the option `allow` of the rule, or a suppression with its reason.',
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { personalIn } = await loadSource(`export { personalIn } from './src/detect/personal-data.ts';`);
  writeFileSync(
    path.join(repository, 'docs/pii.md'),
    piiPage((text) => personalIn(text, [])),
  );
}
