import type { Token } from './template-tokens.ts';

/** Something wrong with a template; [at, end) are offsets into its source. */
export type TemplateProblem = {
  readonly rule: string;
  readonly message: string;
  readonly hint?: string;
  readonly at: number;
  readonly end: number;
  /** Where a space would mend it. */
  readonly split?: number;
};

/** Blocks and sub-expressions that may stand within each other. */
const maxNesting = 50;
/** `{{else if}}` branches that may be open at a place; each is a level of the tree. */
const maxChained = 200;

type Open = { readonly token: Token; readonly name: string; chained: number };
type Walk = {
  readonly source: string;
  readonly tokens: readonly Token[];
  readonly blocks: Open[];
  tag: Token | null;
  parens: number;
};

/**
 * The first thing that keeps the tokens from being a template, as far as braces, blocks and nesting go. It runs before
 * the parser: that one's time is quadratic in the nesting, and its messages name grammar symbols.
 */
export function structureProblem(source: string, tokens: readonly Token[]): TemplateProblem | null {
  const walk: Walk = { source, tokens, blocks: [], tag: null, parens: 0 };
  for (const [index, token] of tokens.entries()) {
    const problem = step(walk, token, index);
    if (problem) return problem;
  }
  return null;
}

function step(walk: Walk, token: Token, index: number): TemplateProblem | null {
  switch (token.kind) {
    case 'CONTENT':
      return null;
    case 'COMMENT':
    case 'INVERSE':
      return walk.tag
        ? unclosedTag(walk, walk.tag)
        : token.kind === 'INVERSE'
          ? elseProblem(walk, token)
          : null;
    case 'OPEN':
    case 'OPEN_UNESCAPED':
    case 'OPEN_PARTIAL':
    case 'OPEN_PARTIAL_BLOCK':
    case 'OPEN_BLOCK':
    case 'OPEN_INVERSE':
    case 'OPEN_INVERSE_CHAIN':
    case 'OPEN_ENDBLOCK':
    case 'OPEN_RAW_BLOCK':
      return openTag(walk, token, index);
    case 'CLOSE':
    case 'CLOSE_UNESCAPED':
    case 'CLOSE_RAW_BLOCK':
      return closeTag(walk, token);
    case 'OPEN_SEXPR':
      walk.parens += 1;
      return walk.parens > maxNesting ? tooDeep(token, 'Expressions are') : null;
    case 'CLOSE_SEXPR':
      walk.parens -= 1;
      return null;
    case 'INVALID':
      return invalid(walk, token);
    case 'EOF':
      return endOfSource(walk);
    default:
      return jsonInBraces(walk, token, index);
  }
}

function openTag(walk: Walk, token: Token, index: number): TemplateProblem | null {
  if (walk.tag) return unclosedTag(walk, walk.tag);
  const refused = refusedTag(walk.source, token);
  if (refused) return refused;
  walk.tag = token;
  walk.parens = 0;
  const name = pathText(walk.tokens, index + 1);
  if (token.kind === 'OPEN_ENDBLOCK') return closeBlock(walk, token, name);
  if (token.kind === 'OPEN_INVERSE_CHAIN') return chainProblem(walk, token);
  if (token.kind !== 'OPEN_BLOCK' && token.kind !== 'OPEN_INVERSE') return null;
  walk.blocks.push({ token, name, chained: 0 });
  return walk.blocks.length > maxNesting ? tooDeep(token, 'Blocks are') : null;
}

function refusedTag(source: string, token: Token): TemplateProblem | null {
  const { kind, text } = token;
  if (kind === 'OPEN_PARTIAL_BLOCK') {
    return problem('template/dynamic-partial', token, 'Partial blocks are not supported.', 'Use {{> name}}.');
  }
  if (text.endsWith('*')) {
    const message = 'Inline partials and decorators are not supported.';
    return problem(
      'template/dynamic-partial',
      token,
      message,
      'Put the text into a file of the partials folder.',
    );
  }
  if (kind !== 'OPEN_RAW_BLOCK') return null;
  return source.includes('{{{{/', token.end)
    ? problem('template/syntax', token, 'Raw blocks are not supported.', 'Write "\\{{" for literal braces.')
    : collision(token, '"{{{{" is read as template syntax.', 'Put a space between literal braces: "{ {{".');
}

function closeTag(walk: Walk, token: Token): TemplateProblem | null {
  const { tag } = walk;
  walk.tag = null;
  if (!tag || token.kind === (tag.kind === 'OPEN_UNESCAPED' ? 'CLOSE_UNESCAPED' : 'CLOSE')) return null;
  if (token.kind !== 'CLOSE') {
    const braces = token.text.replace('~', '');
    const literal = '}'.repeat(braces.length - (tag.kind === 'OPEN_UNESCAPED' ? 3 : 2));
    const many = literal.length === 1 ? 'one brace' : `${literal.length} braces`;
    const hint = `Put a space before what is literal: "}} ${literal}".`;
    const found = collision(token, `"${braces}" ends the "${tag.text}" with ${many} too many.`, hint);
    return { ...found, split: token.end - literal.length };
  }
  const hint = 'Write {{name}} (nothing is escaped), or put a space between literal braces: "{ {{".';
  return collision({ ...tag, end: token.end }, '"{{{" must end with "}}}".', hint);
}

function closeBlock(walk: Walk, token: Token, name: string): TemplateProblem | null {
  const open = walk.blocks.pop();
  if (open?.name === name) return null;
  const place = { at: token.at, end: Math.max(token.end, walk.source.indexOf('}}', token.end) + 2) };
  if (!open) return problem('template/syntax', place, `"{{/${name}}}" closes a block that was never opened.`);
  const message = `"{{/${name}}}" closes the block "{{#${open.name}}}".`;
  return problem('template/syntax', place, message, `Write {{/${open.name}}}.`);
}

function elseProblem(walk: Walk, token: Token): TemplateProblem | null {
  if (walk.blocks.length > 0) return null;
  return problem('template/syntax', token, `"${token.text}" stands outside of any block.`);
}

function chainProblem(walk: Walk, token: Token): TemplateProblem | null {
  const open = walk.blocks.at(-1);
  if (!open) return problem('template/syntax', token, '"{{else …}}" stands outside of any block.');
  open.chained += 1;
  const chained = walk.blocks.reduce((sum, block) => sum + block.chained, 0);
  const message = `More than ${maxChained} "{{else if}}" branches are chained.`;
  return chained > maxChained ? problem('template/syntax', token, message, 'Use fewer branches.') : null;
}

function endOfSource(walk: Walk): TemplateProblem | null {
  if (walk.tag) return unclosedTag(walk, walk.tag);
  const open = walk.blocks.at(-1);
  if (!open) return null;
  const message = `The block "${open.token.text}${open.name}" is never closed.`;
  const place = { at: open.token.at, end: open.token.end + open.name.length };
  return problem('template/syntax', place, message, `Close it with {{/${open.name}}}.`);
}

/** A tag in which something else begins: never closed, or closed too late. */
function unclosedTag({ source }: Walk, tag: Token): TemplateProblem {
  const close = source.indexOf('}}', tag.end);
  const open = source.indexOf('{{', tag.end);
  if (close !== -1 && (open === -1 || close < open)) {
    return problem(
      'template/syntax',
      { at: tag.at, end: close + 2 },
      `This "${tag.text}" tag cannot be read.`,
    );
  }
  const hint = 'Close it with "}}", or write "\\{{" for literal braces.';
  return problem('template/syntax', tag, `This "${tag.text}" is never closed.`, hint);
}

function invalid(walk: Walk, token: Token): TemplateProblem {
  const tag = walk.tag ?? token;
  const close = walk.source.indexOf('}}', tag.end);
  const open = walk.source.indexOf('{{', tag.end);
  if (close === -1 || (open !== -1 && open < close)) return unclosedTag(walk, tag);
  const text = /^[^\s}]*/.exec(walk.source.slice(token.at, close))?.[0] || token.text;
  if (/^[{},:]/.test(text) || /^\s*["'[{]/.test(walk.source.slice(tag.end, close))) {
    return collision(tag, `"${tag.text}" is read as template syntax, and this looks like JSON.`, spaced);
  }
  if (/^["'[]/.test(text)) return problem('template/syntax', token, `This ${text[0]} is never closed.`);
  const place = { at: token.at, end: token.at + text.length };
  return problem(
    'template/syntax',
    place,
    `"${text}" cannot stand here in "${walk.source.slice(tag.at, close + 2)}".`,
  );
}

const spaced = 'Put a space between literal braces ("{ {"), or write "\\{{".';

/** `{{"key": 1}}` would parse: as the helper "key" with the argument ":". */
function jsonInBraces(walk: Walk, token: Token, index: number): TemplateProblem | null {
  const [tag, key] = [walk.tokens[index - 2], walk.tokens[index - 1]];
  const isJson = token.kind === 'ID' && token.text.startsWith(':') && key?.kind === 'STRING';
  if (!isJson || !tag || tag !== walk.tag) return null;
  return collision(tag, `"${tag.text}" is read as template syntax, and this looks like JSON.`, spaced);
}

const ofPaths: ReadonlySet<string> = new Set([
  'ID',
  'SEP',
  'DATA',
  'STRING',
  'NUMBER',
  'BOOLEAN',
  'NULL',
  'UNDEFINED',
]);

/** The path that begins at a token, brackets taken off, as the parser compares it. */
function pathText(tokens: readonly Token[], from: number): string {
  let text = '';
  let end = tokens[from]?.at;
  for (let index = from; ; index += 1) {
    const token = tokens[index];
    if (!token || token.at !== end || !ofPaths.has(token.kind)) return text;
    text += token.kind === 'ID' ? token.text.replace(/^\[(.*)\]$/, '$1') : token.text;
    end = token.end;
  }
}

const tooDeep = (token: Token, what: string): TemplateProblem =>
  problem(
    'template/syntax',
    token,
    `${what} nested more than ${maxNesting} deep.`,
    'Move parts into partials.',
  );

const collision = (place: Span, message: string, hint: string): TemplateProblem =>
  problem('template/brace-collision', place, message, hint);

type Span = { readonly at: number; readonly end: number };

export function problem(
  rule: string,
  { at, end }: Span,
  message: string,
  hint?: string | null,
): TemplateProblem {
  return { rule, message: clip(message), ...(hint ? { hint: clip(hint) } : {}), at, end };
}

/** A name may be as long as the template. */
const clip = (text: string): string => (text.length > 400 ? `${text.slice(0, 397)}…` : text);
