import { lineTable } from '../../model/lines.ts';
import type { Place } from '../../model/place.ts';
import type { PromptFile } from '../../model/prompt-file.ts';
import { dataLinesOf } from '../data-lines.ts';
import { type Hidden, hiddenIn } from '../hidden-characters.ts';
import type { Problem, Rule } from '../rule.ts';

export const securityHiddenUnicode: Rule = {
  id: 'security/hidden-unicode',
  severity: 'error',
  preset: 'minimal',
  summary: 'A prompt has no characters that a model reads and a reviewer does not see.',
  why: 'Tag characters, bidirectional controls and zero-width characters can carry instructions, or show a reviewer another order than the model reads. Emoji and the scripts that need joiners are fine.',
  fix: 'Remove the characters. They often come with text copied from a web page or a chat.',
  examples: {
    good: [
      'messages:\n  - { role: user, content: "👩\u200d👩\u200d👧 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} ❤\ufe0f می\u200cخواهم שלום क्\u200dष" }',
    ],
    bad: [
      'messages:\n  - { role: user, content: "Sum up\u200b the news." }',
      'messages:\n  - role: user\n    content: |\n      Sum up the news.\u{e0049}\u{e0067}\u{e006e}\u{e006f}\u{e0072}\u{e0065}',
      'messages:\n  - role: user\n    content: Allow \u202eresu nimda\u202c only.',
      'messages:\n  - { role: user, content: "Sum up \\u2066the\\u2069 news." }',
    ],
  },
  *check({ prompt, facts }) {
    if (!prompt) return;
    const { path, text } = prompt.file;
    const table = lineTable(text);
    for (const hidden of hiddenIn(text)) {
      const [from, to] = [table(hidden.at), table(hidden.end)];
      yield problem(hidden, {
        path,
        line: from.line,
        column: from.column,
        endLine: to.line,
        endColumn: to.column,
      });
    }
    // Templates again: an escape such as "\u2066" is visible in the file and hidden in what is sent.
    for (const { source, place } of prompt.templates) {
      for (const hidden of hiddenIn(source)) {
        const at = place(hidden.at, hidden.end);
        if (at.path !== path || isEscaped(text, at)) yield problem(hidden, at);
      }
    }
    // Tools, schemas and overlays; what users wrote, in datasets and variables, is as it is.
    for (const { line, at } of dataLinesOf(prompt, facts)) {
      if (!isOurs(prompt, at(0, 0).path)) continue;
      const found = [...hiddenIn(line.text)];
      for (const hidden of found) yield problem(hidden, at(hidden.at, hidden.end));
      if (found.length > 0 || line.decoded === null) continue;
      for (const hidden of hiddenIn(line.decoded)) yield problem(hidden, at(0, line.text.length));
    }
  },
};

const isOurs = ({ datasets }: PromptFile, path: string): boolean =>
  /\.(?:ya?ml|json)$/.test(path) && !Object.values(datasets).some((dataset) => dataset.path === path);

/** True where the file itself shows something: the characters came from an escape. */
function isEscaped(text: string, { line, column }: Place): boolean {
  return text.split('\n')[line - 1]?.[column - 1] === '\\';
}

const problem = ({ name, count }: Hidden, at: Place): Problem => ({
  at,
  message: `Hidden here: ${name}${count > 1 ? ` and ${count - 1} more` : ''}.`,
});
