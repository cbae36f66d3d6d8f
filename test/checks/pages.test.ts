import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { expect, it } from 'vitest';
import { commands } from '../../src/cli/commands/registry.ts';
import { parseArguments } from '../../src/cli/program.ts';
import { repositoryFolder } from '../helpers/promptops.ts';
import { shellWords } from '../helpers/shell-words.ts';

const names = execFileSync('git', ['ls-files', '*.md', ':!test', ':!templates'], {
  cwd: repositoryFolder,
  encoding: 'utf8',
})
  .trim()
  .split('\n');

type Page = {
  readonly urls: readonly string[];
  /** What GitHub lets a link into the page name: the words of each heading. */
  readonly anchors: ReadonlySet<string>;
  /** Lines to be typed, and what follows "promptops" within sentences. */
  readonly typed: readonly string[];
  readonly named: readonly string[];
};

function readPage(name: string): Page {
  const tree = fromMarkdown(readFileSync(path.join(repositoryFolder, name), 'utf8'), {
    extensions: [gfm()],
    mdastExtensions: [gfmFromMarkdown()],
  });
  const nodes = within(tree);
  const headings = nodes.filter(({ type }) => type === 'heading');
  return {
    urls: nodes.flatMap((node) => ('url' in node ? [node.url] : [])),
    anchors: new Set(headings.map((heading) => slugOf(textOf(heading)))),
    typed: nodes.flatMap((node) =>
      node.type === 'code' && ['sh', 'console'].includes(node.lang ?? '') ? typedLines(node.value) : [],
    ),
    named: nodes.flatMap((node) =>
      node.type === 'inlineCode' ? (/^promptops ([a-z].*)/.exec(node.value)?.slice(1) ?? []) : [],
    ),
  };
}

/** Arguments of promptops; lines that show a usage are none. */
const typedLines = (block: string): readonly string[] =>
  [...block.matchAll(/^(?:\$ )?(?:npx )?promptops (.+?)(?: +#.*| && .*)?$/gm)]
    .map(([, line]) => line ?? '')
    .filter((line) => !line.includes('[options]'));

const within = (node: Nodes): readonly Nodes[] => [
  node,
  ...('children' in node ? node.children.flatMap(within) : []),
];

const textOf = (node: Nodes): string =>
  within(node)
    .map((each) => ('value' in each ? each.value : ''))
    .join('');

const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
    .replaceAll(' ', '-');

const pages = new Map(names.map((name) => [name, readPage(name)]));

/** The file and anchor a link of a page names; null where it leads out of the repository. */
function targetOf(page: string, url: string) {
  if (/^[a-z]+:/.test(url)) return null;
  const [file = '', anchor] = url.split('#');
  return { file: file === '' ? page : path.join(path.dirname(page), file), anchor };
}

function isBroken(page: string, url: string): boolean {
  const target = targetOf(page, url);
  if (target === null) return false;
  if (!existsSync(path.join(repositoryFolder, target.file))) return true;
  return target.anchor !== undefined && !pages.get(target.file)?.anchors.has(target.anchor);
}

it.each([...pages])('every link of %s leads somewhere', (page, { urls }) => {
  expect(urls.filter((url) => isBroken(page, url))).toEqual([]);
});

it('every page of docs is linked to by another', () => {
  const linked = [...pages].flatMap(([page, { urls }]) =>
    urls.flatMap((url) => targetOf(page, url)?.file ?? []).filter((file) => file !== page),
  );
  expect(names.filter((name) => name.startsWith('docs/') && !linked.includes(name))).toEqual([]);
});

it.each([...pages])('what %s tells to type is taken', (_, { typed, named }) => {
  for (const line of typed) expect(parseArguments(shellWords(line)).type, line).toBe('command');
  const unknown = named.filter((line) => !commands.some(({ name }) => `${line} `.startsWith(`${name} `)));
  expect(unknown).toEqual([]);
});
