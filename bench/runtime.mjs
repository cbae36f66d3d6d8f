import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Handlebars from 'handlebars';
import { loadSource } from '../scripts/load-source.mjs';
import { row } from './measure.mjs';

/** Handlebars alone knows no fences, and renders no examples. */
const source = readFileSync(new URL('./many.prompt.yaml', import.meta.url), 'utf8')
  .replace(/^examples:[\s\S]*?(?=^messages:)/m, '')
  .replace('  - examples: true\n', '')
  .replaceAll(/\{\{fence (\w+)\}\}/g, '<$1>{{$1}}</$1>');
const prompts = 1_000;

/** What an application renders: a few passages, a question. */
const vars = {
  customer: 'Ada',
  plan: 'pro',
  passages: Array.from({ length: 6 }, (_, at) => ({
    title: `Chapter ${at}`,
    body: 'Whoever orders before noon gets it the next day, at no cost. '.repeat(8),
  })),
  question: 'I ordered a week ago and nothing has come. What happens now? '.repeat(6),
};

/** Rendering and loading through the built runtime, beside Handlebars and JSON.parse in the same process. */
export async function benchRuntime() {
  const { files, templates } = await makeBundle();
  const folder = mkdtempSync(path.join(tmpdir(), 'promptops-bench-'));
  const file = path.join(folder, 'desk-1.0.0.json');
  try {
    writeFileSync(file, JSON.stringify(files));
    const runtime = await import('../dist/runtime-node.js');
    return [benchRender(runtime, files, templates), await benchLoad(runtime, file)].every(Boolean);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function makeBundle() {
  const { bundleOf, snapshotOf, loadProject } = await loadSource(`
    export { bundleOf } from './test/bundle/bundle-of.ts';
    export { loadProject } from './src/model/project.ts';
    export { snapshotOf } from './test/helpers/snapshot.ts';`);
  const texts = Array.from({ length: prompts }, (_, at) => [
    `prompts/desk/p${at}.prompt.yaml`,
    source.replaceAll('NUMBER', String(at)).replaceAll('WORDS', `orders of ${at} days`),
  ]);
  const project = await loadProject(snapshotOf(Object.fromEntries(texts)));
  const read = project.prompts.map(({ prompt }) => prompt);
  const decoder = new TextDecoder();
  const files = Object.fromEntries([...bundleOf(read)].map(([name, bytes]) => [name, decoder.decode(bytes)]));
  const templates = read[0].messages.flatMap(({ content = [] }) => content.map(({ text }) => text.source));
  return { files, templates };
}

/**
 * The same texts from the same variables, read to their end, since what is put together piece by piece is no text yet;
 * the runtime also checks the variables and makes a request of the texts, which Handlebars does not.
 */
function benchRender({ fromBundle }, files, templates) {
  const compiled = templates.map((template) => Handlebars.compile(template, { noEscape: true }));
  const prompt = fromBundle(files).prompt('desk/p0');
  const textsOf = ({ messages }) => messages.map(({ content: [{ text }] }) => text);
  const bare = () => compiled.map((render) => render(vars)).map(endOf);
  const ours = () => textsOf(prompt.render(vars)).map(endOf);
  const [want, got] = [compiled.map((render) => render(vars)), textsOf(prompt.render(vars))];
  if (want.some((text, at) => text.trimEnd() !== got[at])) throw new Error('Not the same text.');
  return row('render, inputs checked / bare compiled Handlebars', ratio(ours, bare, 2_000), 1.2, '×');
}

const endOf = (text) => text.charCodeAt(text.length - 1);

/** From the file to a bundle that renders, every file verified; and the same text parsed and nothing else. */
async function benchLoad({ fromBundle, loadBundle }, file) {
  const text = readFileSync(file, 'utf8');
  const parse = () => JSON.parse(readFileSync(file, 'utf8'));
  const opened = row(
    'fromBundle(JSON.parse(…)) / JSON.parse',
    ratio(
      () => fromBundle(JSON.parse(text)),
      () => JSON.parse(text),
      5,
    ),
    3,
    '×',
  );
  const loaded = [];
  for (let round = -2; round < 15; round++) {
    const [a, b] = [await timed(() => loadBundle(file)), await timed(parse)];
    if (round >= 0) loaded.push(a / b);
  }
  const verified = row('loadBundle, every digest checked / read and JSON.parse', median(loaded), 3, '×');
  return opened && verified;
}

/** Median over rounds of how much longer one takes than the other, measured in turn. */
function ratio(ours, theirs, times) {
  const rounds = [];
  const take = (work) => {
    const started = performance.now();
    for (let at = 0; at < times; at++) work();
    return performance.now() - started;
  };
  for (let round = -3; round < 15; round++) {
    const [a, b] = [take(ours), take(theirs)];
    if (round >= 0) rounds.push(a / b);
  }
  return median(rounds);
}

async function timed(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
