import type { CST } from 'yaml';

/** The lines of a scalar: the first goes behind its key or dash, the others stand at the given indentation. */
export function tidyScalar(token: CST.FlowScalar, indent: number): readonly string[] {
  const [first = '', ...more] = token.source.split('\n');
  if (more.length === 0) return [tidyQuotes(first, token.type)];
  // The end of a line in double quotes may be an escaped space.
  const trimmed = (line: string) => (token.type === 'double-quoted-scalar' ? line : line.trimEnd());
  const continued = more.map((line) => {
    const text = trimmed(line.replace(/^[ \t]+/, ''));
    return text === '' ? '' : ' '.repeat(indent) + text;
  });
  return [trimmed(first), ...continued];
}

/** Double quotes, unless single ones save every escape. Nothing gets or loses its quotes: that is the author's choice. */
function tidyQuotes(source: string, type: CST.FlowScalar['type']): string {
  const inner = source.slice(1, -1);
  if (type === 'single-quoted-scalar' && !/["\\]/.test(inner)) return `"${inner.replaceAll("''", "'")}"`;
  if (type === 'double-quoted-scalar' && /\\/.test(inner) && !/'|\\(?!")/.test(inner)) {
    return `'${inner.replaceAll('\\"', '"')}'`;
  }
  return source;
}

export type TidyBlock = {
  /** `|`, `>-`, … */
  readonly header: string;
  readonly lines: readonly string[];
  /** Blank lines stood below that are no part of the text. */
  readonly blankBelow: boolean;
  /** Every line break below belongs to the text. */
  readonly keepsBreaks: boolean;
};

/** A block of text moved to another indentation; its lines stay as they are. */
export function tidyBlock(token: CST.BlockScalar, indent: number): TidyBlock {
  const written = token.props.find(({ type }) => type === 'block-scalar-header');
  const source = written && 'source' in written ? written.source : '|';
  const lines = token.source.replace(/\n$/, '').split('\n');
  const explicit = Number(/[1-9]/.exec(source)?.[0] ?? 0);
  const first = lines.find((line) => line.trim() !== '') ?? '';
  const base = explicit > 0 ? token.indent + explicit : first.length - first.trimStart().length;
  const keepsBreaks = source.includes('+');
  const end = keepsBreaks ? lines.length : lines.findLastIndex((line) => !isBlank(line, base)) + 1;
  const moved = lines
    .slice(0, end)
    .map((line) => (isBlank(line, base) ? '' : ' '.repeat(indent) + line.slice(base)));
  return {
    header: source.replace(/[1-9]/, '2'),
    lines: token.source === '' ? [] : moved,
    blankBelow: end < lines.length && token.source !== '',
    keepsBreaks,
  };
}

/** Spaces beyond the indentation are text. */
const isBlank = (line: string, base: number): boolean => line.trim() === '' && line.length <= base;
