import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A project of one prompt with `cases` hand-written cases, asked of the server at `url`. Returns its folder. */
export function makeProject(cases, url) {
  const folder = mkdtempSync(path.join(tmpdir(), 'promptops-bench-'));
  mkdirSync(path.join(folder, 'prompts'));
  const write = (file, text) => writeFileSync(path.join(folder, file), text);
  write(
    'promptops.yaml',
    `promptops: 1\nproviders:\n  local: { kind: openai-compatible, baseURL: "${url}", allowLocal: true, price: { input: 1, output: 2 } }\n`,
  );
  write(
    'prompts/sort.prompt.yaml',
    `promptops: 1
model: { id: local/bench, params: { temperature: 0 } }
inputs: { ticket: { type: string } }
messages:
  - { role: system, content: Sort the ticket into one queue. }
  - { role: user, content: "{{ticket}}" }
`,
  );
  const rows = Array.from(
    { length: cases },
    (_, i) => `  - { id: case-${i}, vars: { ticket: "Ticket number ${i}: I was charged twice." } }\n`,
  );
  write(
    'prompts/sort.test.yaml',
    `promptops: 1\ndefaultTest: { assert: [{ type: equals, value: billing }] }\ntests:\n${rows.join('')}`,
  );
  return folder;
}
