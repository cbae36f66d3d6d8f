import type { Fault } from './fault.ts';
import type { TextPath } from './text-paths.ts';
import { nodeAt, type YamlFile, type YamlPath } from './yaml-file.ts';
import type { YamlNode, YamlPair, YamlScalar } from './yaml-node.ts';

const rule = 'schema/yaml-gotcha';
const quoteIt = 'Put the value in quotes, or write it as a block (|).';

type Spot = NonNullable<ReturnType<typeof nodeAt>>;

/** Without a "#" between a space and a word, a date, or the sign of a folded block there is nothing to look for. */
const mayMislead = / #\S|\d{4}-\d|>[-+\d]*\s*(?:#|$)/m;

/**
 * Texts that YAML reads otherwise than they look: cut by a "#", folded into one line, or a bare date. Only for values
 * that are known to be text; lists and maps are searched for the texts in them.
 */
export function checkTexts(file: YamlFile, paths: Iterable<TextPath>): readonly Fault[] {
  const faults: Fault[] = [];
  if (!mayMislead.test(file.text)) return faults;
  for (const { path, template } of paths) {
    const spot = nodeAt(file, path);
    if (spot?.node) checkNode(spot.node, spot.pair, template, spot, faults);
  }
  return faults;
}

function checkNode(
  node: YamlNode,
  pair: YamlPair | null,
  template: boolean,
  spot: Spot,
  faults: Fault[],
): void {
  if (node.kind === 'map') for (const each of node.pairs) checkNode(each.value, each, template, spot, faults);
  else if (node.kind === 'list') for (const item of node.items) checkNode(item, null, template, spot, faults);
  else {
    const fault =
      cutText(node, pair, spot) ?? (template ? (bareDate(node, spot) ?? foldedText(node, spot)) : null);
    if (fault) faults.push(fault);
  }
}

/** `text: use #1 tag`: one space, "#", no space after it. An aligned comment has more before it or a space behind. */
function cutText(scalar: YamlScalar, pair: YamlPair | null, { source, locate }: Spot): Fault | null {
  const isEmpty = scalar.value === null && scalar.source === '';
  if (!isEmpty && (scalar.style !== 'plain' || typeof scalar.value !== 'string')) return null;
  const from = isEmpty && pair ? pair.key.end + 1 : scalar.end;
  if (source[from] !== ' ' || source[from + 1] !== '#' || !/\S/.test(source[from + 2] ?? '')) return null;
  const end = source.indexOf('\n', from);
  return {
    rule,
    message: isEmpty
      ? 'The text is a comment: it starts with "#".'
      : 'The text ends at " #": the rest is a comment.',
    hint: quoteIt,
    at: locate(from + 1, end === -1 ? source.length : end),
  };
}

const date = /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt ]\S.*)?$/;

function bareDate(scalar: YamlScalar, { locate }: Spot): Fault | null {
  if (scalar.style !== 'plain' || typeof scalar.value !== 'string' || !date.test(scalar.value)) return null;
  const { at, end } = scalar;
  return {
    rule,
    message: 'Other YAML readers take this text for a date.',
    hint: quoteIt,
    at: locate(at, end),
  };
}

function foldedText(scalar: YamlScalar, { source, locate }: Spot): Fault | null {
  if (scalar.style !== 'folded') return null;
  const { at, end } = scalar;
  if (!losesLines(source.slice(source.indexOf('\n', at) + 1, end))) return null;
  const message = 'A folded block (>) joins its lines into one.';
  return { rule, message, hint: 'Write "|" to keep the line breaks.', at: locate(at, at + 1) };
}

/** Lines that mean something by standing on their own: items, headings, quotes, rows, tags, fences, blocks, labels. */
const ownLine =
  /^(?:[-*+•] |\d{1,3}[.)] |#{1,6} |>|\||<\/?\w|```|~~~|-{3,}$|\{\{[#/^]|\{\{~?else|[A-Z][\w ]{0,24}:(?: |$))/;

/** True where folding would join lines that are no running prose. Lines that are indented further are kept by YAML. */
function losesLines(block: string): boolean {
  const lines = block.split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const indent = indents.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY);
  return lines.some((line, index) => {
    const above = (lines[index - 1] ?? '').slice(indent);
    const text = line.slice(indent);
    if (!/^\S/.test(text) || !/^\S/.test(above)) return false;
    return ownLine.test(text) || ownLine.test(above) || above.trimEnd().endsWith(':');
  });
}

/** How a value that should have been text was written, where YAML made something else of it; null: nothing to say. */
export function writtenAs(
  file: YamlFile,
  path: YamlPath,
): { rule?: string; message?: string; hint?: string } | null {
  const spot = nodeAt(file, path);
  if (!spot?.node) return null;
  if (spot.node.kind === 'map') return spot.node.flow ? { hint: 'Put it in quotes if it is text.' } : null;
  if (spot.node.kind !== 'scalar' || typeof spot.node.value === 'string') return null;
  const { value, source } = spot.node;
  if (typeof value === 'number' && String(value) !== source) {
    return { rule, message: `YAML reads ${source} as the number ${value}.`, hint: quoteIt };
  }
  return source === '' ? null : { hint: 'Put it in quotes if it is text.' };
}
