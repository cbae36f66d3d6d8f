import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { placesNaming } from '../../src/model/mentions.ts';
import { loadProject, openLayout } from '../../src/model/project.ts';
import { resolveReference } from '../../src/model/reference.ts';
import { snapshotOf } from '../helpers/snapshot.ts';
import { soaked } from '../helpers/soak.ts';

const head = 'promptops: 1\nmodel: openai/gpt-4.1-mini\n';
const hello = 'messages: [{ role: user, content: Hello }]\n';

type Files = Readonly<Record<string, string>>;

async function naming(files: Files, named: readonly string[]) {
  const snapshot = snapshotOf(files);
  const layout = await openLayout(snapshot);
  return (await placesNaming(layout, snapshot, named)).map(({ id }) => id);
}

/** Prompts that are made of a file, as parsing tells. */
async function reading(files: Files, named: string) {
  const { prompts } = await loadProject(snapshotOf(files));
  return prompts.filter(({ reads }) => reads.has(named)).map(({ id }) => id);
}

const dataset = (name: string) => ({
  'prompts/a.prompt.yaml': `${head}datasets: { rows: ${name} }\n${hello}`,
});

describe('placesNaming', () => {
  it.each<[string, Files, string]>([
    ['a name', dataset('../data/rows.csv'), 'data/rows.csv'],
    ['a name with blanks, broken over lines', dataset('"../my\n  own rows.csv"'), 'my own rows.csv'],
    ['a name in escapes', dataset(String.raw`"../data/\x72ows.csv"`), 'data/rows.csv'],
    ['a name broken by an escape', dataset('"../data/ro\\\n  ws.csv"'), 'data/rows.csv'],
    ['a name nobody could find', dataset('../data/rows.csv'), 'data/(?)'],
    [
      'a file a test names',
      {
        'prompts/a.prompt.yaml': `${head}inputs: { text: { type: string } }\nmessages: [{ role: user, content: "{{text}}" }]\n`,
        'prompts/a.test.yaml': 'promptops: 1\ntests: [{ vars: { text: { file: ../README.md } } }]\n',
      },
      'README.md',
    ],
    [
      'a schema that a schema of a tool names',
      {
        'prompts/a.prompt.yaml': `${head}tools: [../tools/look.yaml]\n${hello}`,
        'tools/look.yaml': 'promptops: 1\nname: look\nparameters: { $ref: ../schemas/one.json }\n',
        'schemas/one.json': '{"$ref":"sub/t%77o.json#/$defs/x"}',
      },
      'schemas/sub/two.json',
    ],
    [
      'a partial of a partial of an overlay',
      {
        'prompts/a.prompt.yaml': `${head}variants: { terse: ../terse.yaml }\n${hello}`,
        'terse.yaml': "promptops: 1\nmessages: { '0': '{{> ''tone''}}' }\n",
        'partials/tone.hbs': '{{~> deep/word ~}}',
      },
      'partials/deep/word.hbs',
    ],
  ])('finds %s', async (_, files, named) => {
    expect(await naming(files, [named])).toEqual(['a']);
  });

  it('leaves out who names other files, of which each is read once', async () => {
    const files = {
      ...dataset('../data/rows.csv'),
      'prompts/b.prompt.yaml': `${head}tools: [../look.yaml]\nmessages: [{ role: user, content: "Read READMEs, see https://a.example/x.json. {{> tone}}" }]\n`,
      'prompts/c.prompt.yaml': `${head}tools: [../look.yaml]\n${hello}`,
      'look.yaml': 'promptops: 1\nname: look\n',
      'partials/tone.hbs': 'Hi',
    };
    const snapshot = snapshotOf(files);
    const layout = await openLayout(snapshot);
    const before = snapshot.reads.length;
    expect(await placesNaming(layout, snapshot, ['README.md', 'src/app.ts', 'package.json'])).toEqual([]);
    expect(snapshot.reads.slice(before).flat().sort()).toEqual(Object.keys(files).sort());
  });

  it('ends in linear time, and with circles', async () => {
    const long = `${head}# ${'a.yaml/'.repeat(100_000)}\n${hello}`;
    expect(await naming({ 'prompts/a.prompt.yaml': long }, ['README.md'])).toEqual(['a']);
    const circle = { 'prompts/a.prompt.yaml': `${head}messages: [{ role: user, content: "{{> a}}" }]\n` };
    const partials = { 'partials/a.hbs': '{{> b}}', 'partials/b.hbs': '{{> a}}' };
    expect(await naming({ ...circle, ...partials }, ['README.md'])).toEqual([]);
  });

  it('misses nobody that is made of the file, however its name is written', async () => {
    let tried = 0;
    const name = fc
      .string({ unit: fc.constantFrom(...'ab.- _%\'"#é~'), minLength: 1, maxLength: 12 })
      .filter((own) => !/^\.{1,2}$/.test(own)); // These are folders.
    const folder = fc.constantFrom('../', '../data/', './', '../my data/');
    const ending = fc.constantFrom('.csv', '.yaml', '.json', '');
    const style = fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_FOLDED', 'BLOCK_LITERAL');
    await fc.assert(
      fc.asyncProperty(name, folder, ending, style, fc.boolean(), async (own, above, end, as, isChained) => {
        const path = `${above}${own}${end}`;
        const target =
          resolveReference(isChained ? 'schemas/o.json' : 'prompts/a.prompt.yaml', path).path ?? '';
        const written = stringify(
          isChained
            ? { output: { format: 'json', schema: '../schemas/o.json' } }
            : { datasets: { rows: path } },
          { defaultStringType: as, defaultKeyType: 'PLAIN', lineWidth: 20 },
        );
        const files = {
          'prompts/a.prompt.yaml': `${head}${hello}${written}`,
          'schemas/o.json': JSON.stringify({ $ref: path.replaceAll('%', '%25').replaceAll('#', '%23') }),
        };
        const found = await naming(files, [target]);
        for (const id of await reading(files, target)) {
          tried += 1;
          expect(found).toContain(id);
        }
      }),
      { numRuns: soaked(200) },
    );
    expect(tried).toBeGreaterThan(100);
  });
});
