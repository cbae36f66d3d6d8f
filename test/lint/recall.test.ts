import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { faultsOfAssertions } from '../../src/evals/prepare.ts';

import { lint } from '../../src/lint/lint.ts';
import { rules } from '../../src/lint/rules/registry.ts';
import type { Finding } from '../../src/model/finding.ts';
import { loadProject } from '../../src/model/project.ts';
import { snapshotOf } from '../helpers/snapshot.ts';
import { gatherAll } from './gather-all.ts';

/** Files by path; `prompt` and `test` stand for the prompt under test, `raw` for its text as it is. */
type Story = Readonly<Record<string, unknown>>;
type Files = Readonly<Record<string, string>>;
type Mark = { readonly path: string; readonly line: number; readonly column: number };

const folder = new URL('../fixtures/lint/recall/', import.meta.url);
const stories: Readonly<Record<string, readonly Story[]>> = Object.assign(
  {},
  ...readdirSync(folder).map((name) => parse(readFileSync(new URL(name, folder), 'utf8'))),
);

const config =
  'promptops: 1\nprompts: llm\npartials: llm/_parts\nmodel: openai/gpt-4.1-mini\nlint: { extends: minimal }\n';
const anyTest =
  'promptops: 1\ntests: [{ id: any, vars: {}, assert: [{ type: contains, value: yes please }] }]\n';

/** How people, programs and other editors than ours would write the same file. */
const layouts: Readonly<Record<string, (value: unknown) => string>> = {
  block: (value) => stringify(value, { lineWidth: 0 }),
  'block, indented by 4, with comments': (value) =>
    `# Notes on this file.\n\n${stringify(value, { lineWidth: 0, indent: 4, singleQuote: true })}`,
  'quoted keys and texts': (value) =>
    stringify(value, {
      lineWidth: 0,
      indent: 3,
      defaultStringType: 'QUOTE_DOUBLE',
      defaultKeyType: 'QUOTE_DOUBLE',
    }),
  flow: (value) => stringify(value, { lineWidth: 0, collectionStyle: 'flow' }),
  json: (value) => `${JSON.stringify(value, null, 1)}\n`,
  'json on one line': (value) => `${JSON.stringify(value)}\n`,
};

/** Where the prompt under test stands: shallow, deep, and named in other scripts. */
const places = ['llm/ask', 'llm/a/b/c/d/e/f/ask_2.v1', 'llm/ask', 'llm/погода/спроси', 'llm/天气/ask'];

function filesOf(story: Story, layout: (value: unknown) => string, place: string): Files {
  const { raw, prompt, test, untested, at: _at, ...others } = story;
  const write = (value: unknown) => (typeof value === 'string' ? value : layout(value));
  const depth = place.split('/').length - 2;
  const own = (text: string) =>
    text.replace(/\.\/(?=\w+\.(?:yaml|jsonl?|csv))/g, depth === 0 ? './' : '../'.repeat(depth));
  return {
    'promptops.yaml': config,
    ...(untested ? {} : { [`${place}.test.yaml`]: test ? write(test) : anyTest }),
    [`${place}.prompt.yaml`]: typeof raw === 'string' ? raw : own(write(prompt)),
    ...Object.fromEntries(Object.entries(others).map(([path, value]) => [path, write(value)])),
  };
}

const crlf = (files: Files): Files =>
  Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      text.replaceAll('\r\n', '\n').replaceAll('\n', '\r\n'),
    ]),
  );

/** In two parts, so that no scanner takes this file for a leak. */
const inventedKey = `gh${'p_'}${'aB3dE5fG7hJ9kL1m'.repeat(3).slice(0, 36)}`;

/** The files without marks and with their repetitions, and where the mark stood. */
function unmark(marked: Files): { files: Files; mark: Mark | null } {
  let mark: Mark | null = null;
  const files = Object.entries(marked).map(([path, written]) => {
    const text = written
      .replace(/⟪(\d+)×([^⟫]*)⟫/g, (_all, count, word) => word.repeat(Number(count)))
      .replaceAll('⟪key⟫', inventedKey);
    const at = text.indexOf('⟦');
    if (at >= 0) {
      const before = text.slice(0, at);
      mark = { path, line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
    }
    return [path, text.replace(/[⟦⟧]/g, '')];
  });
  return { files: Object.fromEntries(files), mark };
}

async function findingsOf(files: Files, rule: string): Promise<readonly Finding[]> {
  const snapshot = snapshotOf(files);
  const project = await loadProject(snapshot);
  // Texts are searched for keys and hidden characters only where that is the story: it takes most of the time.
  const searched = rule.startsWith('security/') ? snapshot : snapshotOf({});
  const facts = await gatherAll(project, searched, { today: '2026-11-24', ci: true });
  const found = lint({ project, facts, faults: await faultsOfAssertions(project) });
  return found.filter(({ id }) => id === rule);
}

/** True where nothing but quotes, brackets, dashes and blanks lies between the finding and the mark. */
function isAt(finding: Finding, mark: Mark, files: Files): boolean {
  if (finding.path !== mark.path) return false;
  const text = files[mark.path] ?? '';
  const offset = (line: number, column: number) =>
    text
      .split('\n')
      .slice(0, line - 1)
      .join('\n').length +
    (line > 1 ? 1 : 0) +
    column -
    1;
  const from = offset(finding.range.line, finding.range.column);
  const to = offset(mark.line, mark.column);
  return from <= to && /^[\s"'{[-]*$/.test(text.slice(from, to));
}

type Tried = { readonly name: string; readonly found: boolean; readonly placed: boolean };

async function tryStory(rule: string, story: Story, index: number): Promise<readonly Tried[]> {
  const names = story['raw'] === undefined ? Object.keys(layouts) : ['block'];
  const tried: Tried[] = [];
  for (const [number, name] of names.entries()) {
    const place = String(story['at'] ?? places[(index + number) % places.length]);
    const written = filesOf(story, layouts[name] ?? String, place);
    for (const [ends, marked] of [
      ['LF', written],
      ['CRLF', crlf(written)],
    ] as const) {
      const { files, mark } = unmark(marked);
      const found = await findingsOf(files, rule);
      const placed = !mark || found.some((each) => isAt(each, mark, files));
      const seen = found.map(
        ({ path, range, message }) => `${path}:${range.line}:${range.column} ${message}`,
      );
      const wanted = mark ? `${mark.path}:${mark.line}:${mark.column}` : 'anywhere';
      const what = `${rule} ${index} (${name}, ${ends}): wanted at ${wanted}, got ${seen.join(' | ') || 'nothing'}`;
      tried.push({ name: what, found: found.length > 0, placed });
    }
  }
  return tried;
}

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;

describe('planted faults, in layouts unlike ours', () => {
  it('are found by every rule of the minimal preset, at the place a reader would point at', async () => {
    const table: string[] = [];
    const missed: string[] = [];
    const weak: string[] = [];
    for (const [rule, list] of Object.entries(stories)) {
      const tried = (await Promise.all(list.map((story, index) => tryStory(rule, story, index)))).flat();
      const found = tried.filter((each) => each.found).length;
      const placed = tried.filter((each) => each.placed).length;
      table.push(
        `${rule.padEnd(28)} ${String(tried.length).padStart(4)} planted, found ${percent(found, tried.length)}, placed ${percent(placed, tried.length)}`,
      );
      missed.push(...tried.filter((each) => !each.found || !each.placed).map(({ name }) => name));
      if (tried.length < 10 || found / tried.length < 0.95 || placed / tried.length < 0.95) weak.push(rule);
    }
    console.info([...table.sort(), ...missed.map((name) => `missed: ${name}`)].join('\n'));
    expect(weak).toEqual([]);
  }, 120_000);

  it('cover every rule of the minimal preset', () => {
    const elsewhere = new Set(['recordings/secret']); // recording-facts.test.ts
    const minimal = rules.filter(({ id, preset }) => preset === 'minimal' && !elsewhere.has(id));
    expect(minimal.map(({ id }) => id).filter((id) => !(id in stories))).toEqual([]);
  });
});
