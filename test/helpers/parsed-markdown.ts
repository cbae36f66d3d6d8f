import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** What GitHub's dialect of markdown makes of a text. */
export type ParsedMarkdown = {
  readonly links: readonly string[];
  readonly images: readonly string[];
  readonly html: readonly string[];
  /** Text outside of code, where GitHub looks for mentions and references. */
  readonly prose: string;
  /** Kinds of node at the top, in order. */
  readonly blocks: readonly string[];
};

export function parseMarkdown(text: string): ParsedMarkdown {
  const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const all = [...walk(tree)];
  const urls = (types: readonly string[]): readonly string[] =>
    all.flatMap((node) => (types.includes(node.type) && 'url' in node ? [node.url] : []));
  return {
    links: urls(['link', 'definition']),
    images: all.flatMap((node) => (node.type.startsWith('image') ? [node.type] : [])),
    html: all.flatMap((node) => (node.type === 'html' ? [node.value] : [])),
    prose: all.flatMap((node) => (node.type === 'text' ? [node.value] : [])).join('\n'),
    blocks: tree.children.map(({ type }) => type),
  };
}

function* walk(node: Nodes): Generator<Nodes> {
  yield node;
  if ('children' in node) for (const child of node.children) yield* walk(child);
}

/** HTML of our own: what opens a folded detail, with a title that has no tag in it, or closes one. */
export const isFold = (html: string): boolean =>
  /^(?:<details>\n<summary>[^<>\n$]*<\/summary>|<\/details>)$/.test(html);

/** What GitHub would make a mention or a reference of. */
export const mentionsIn = (prose: string): readonly string[] =>
  prose.match(/(?<![\w`])@[a-z\d][\w/-]*|(?<!\w)#\d+|\bGH-\d+/gi) ?? [];
