import { push, pushBreaks, type Units } from './scalar-units.ts';

type Line = { readonly indent: number; readonly content: string; readonly at: number };

function blockLines(source: string, offset: number): Line[] {
  const lines: Line[] = [];
  let at = offset;
  for (const line of source.split('\n')) {
    const content = line.replace(/^ +/, '');
    lines.push({ indent: line.length - content.length, content, at });
    at += line.length + 1;
  }
  return lines;
}

const isBlank = (line: Line | undefined): boolean => line?.content === '';

/**
 * A literal or folded block, as YAML reads it: indentation, folding and chomping. `written`: from its header at offset
 * `at` on; `indent`: how far its lines are indented where the header says so.
 */
export function rebuildBlock(units: Units, written: string, at: number, indent: number | null): void {
  const headerEnd = written.indexOf('\n') + 1;
  if (headerEnd === 0 || headerEnd === written.length) return;
  const [header = ''] = written.split(/[\s#]/, 1);
  const lines = blockLines(written.slice(headerEnd), at + headerEnd);
  const first = lines.findIndex((line) => line.content !== '');
  const trim = indent ?? lines[first]?.indent ?? 0;
  let contentEnd = first === -1 ? 0 : lines.length;
  while (contentEnd > 0 && isBlank(lines[contentEnd - 1])) contentEnd -= 1;
  if (contentEnd > 0) {
    // Trailing lines of more spaces than the indentation are content.
    for (let i = lines.length - 1; i >= contentEnd; i -= 1)
      if ((lines[i]?.indent ?? 0) > trim) contentEnd = i + 1;
  }
  const blocks = { lines, trim, contentStart: Math.max(first, 0), contentEnd };
  if (contentEnd > 0) {
    if (header.startsWith('>')) foldBlock(units, blocks);
    else literalBlock(units, blocks);
  }
  chompBlock(units, blocks, header);
}

type Block = {
  readonly lines: readonly Line[];
  readonly trim: number;
  readonly contentStart: number;
  readonly contentEnd: number;
};

const lineEnd = (line: Line): number => line.at + line.indent + line.content.length;

function pushLine(units: Units, line: Line, trim: number): void {
  const spaces = Math.max(line.indent - trim, 0);
  const start = line.at + line.indent - spaces;
  push(units, ' '.repeat(spaces) + line.content, start, lineEnd(line));
}

const pushBreak = (units: Units, line: Line): void => push(units, '\n', lineEnd(line), lineEnd(line) + 1);

function literalBlock(units: Units, { lines, trim, contentEnd }: Block): void {
  for (const [index, line] of lines.slice(0, contentEnd).entries()) {
    pushLine(units, line, trim);
    if (index < contentEnd - 1) pushBreak(units, line);
  }
}

/** A single break is a space, of more the first goes; beside lines with more indentation every break stays. */
function foldBlock(units: Units, { lines, trim, contentStart, contentEnd }: Block): void {
  for (const line of lines.slice(0, contentStart)) {
    pushLine(units, line, trim);
    pushBreak(units, line);
  }
  let breaks: number[] = [];
  let moreBefore = false;
  for (const line of lines.slice(contentStart, contentEnd)) {
    const more = line.indent > trim || line.content.startsWith('\t');
    if (more || line.content !== '') {
      pushBreaks(units, breaks, more || moreBefore);
      pushLine(units, line, trim);
      breaks = [];
      moreBefore = more;
    }
    breaks.push(lineEnd(line));
  }
}

function chompBlock(units: Units, { lines, trim, contentEnd }: Block, header: string): void {
  const last = lines[contentEnd - 1];
  if (header.includes('-')) return;
  if (!header.includes('+')) {
    if (last) pushBreak(units, last);
    return;
  }
  if (contentEnd === 0) {
    for (const line of lines.slice(0, Math.max(1, lines.length - 1))) pushBreak(units, line);
    return;
  }
  for (const line of lines.slice(contentEnd)) {
    push(units, '\n', line.at - 1, line.at);
    pushLine(units, line, trim);
  }
  const tail = units.text[units.text.length - 1];
  const end = lines[lines.length - 1];
  if (tail !== '\n' && end) push(units, '\n', lineEnd(end), lineEnd(end));
}
