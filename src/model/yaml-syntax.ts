import { Composer, type CST, type ErrorCode, Lexer, Parser, YAMLParseError } from 'yaml';
import { nodesOf } from './yaml-document.ts';
import type { YamlNode } from './yaml-node.ts';
import { createTokenCheck, isMarker } from './yaml-tokens.ts';

/** A problem by offset in the text that was parsed. */
export type SyntaxProblem = {
  readonly rule: string;
  readonly message: string;
  readonly hint?: string;
  readonly at: number;
  readonly end: number;
  /** Where the same key stood before. */
  readonly first?: number;
};

/** A node is null where the text holds none, and where a problem kept it from being read. */
export type Composed = { readonly node: YamlNode | null; readonly problem: SyntaxProblem | null };

/**
 * One YAML 1.2 document as nodes, or the first thing that is wrong. What is refused (aliases, anchors, tags,
 * directives, further documents, depth) is seen token by token, before anything is built from it.
 */
export function composeYaml(text: string, maxTokens: number): Composed {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const check = createTokenCheck();
  let at = 0;
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    count += 1;
    const problem = count > maxTokens ? tooMany(at) : check.next(lexeme, at, parser.stack.length);
    if (problem) return { node: null, problem };
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (!isMarker(lexeme)) at += lexeme.length;
  }
  const open = check.end();
  if (open) return { node: null, problem: open };
  for (const token of parser.end()) tokens.push(token);
  return composeTokens(tokens, text);
}

function composeTokens(tokens: readonly CST.Token[], text: string): Composed {
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: false, // quadratic in yaml; yaml-value.ts has its own
    keepSourceTokens: true,
  });
  // Stops at the first error: it is what a reader can use, and a hostile file has a million of them. yaml catches what
  // is thrown here and reports it once more for each outer node, so the first is kept.
  let first: YAMLParseError | null = null;
  Object.assign(composer, {
    onError: (source: ErrorSource, code: ErrorCode, message: string, warning?: boolean) => {
      if (warning) return;
      first ??= new YAMLParseError(spanOfSource(source), code, message);
      throw first;
    },
  });
  try {
    // A token the parser could not place ends the text that is worth composing.
    const bad = tokens.findIndex((token) => token.type === 'error');
    const upTo = bad === -1 ? tokens : tokens.slice(0, bad + 1);
    const [document] = [...composer.compose(upTo, true, text.length)];
    const error = document?.errors[0];
    if (error) throw error;
    return { node: document ? nodesOf(document, text) : null, problem: null };
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    const [at, end] = error.pos;
    return { node: null, problem: explain(at, end - at, error.code, error.message, text) };
  }
}

type ErrorSource = number | readonly number[] | { readonly offset: number; readonly source?: string };

function spanOfSource(source: ErrorSource): [number, number] {
  if (typeof source === 'number') return [source, source + 1];
  if ('offset' in source) return [source.offset, source.offset + (source.source?.length ?? 1)];
  return [source[0] ?? 0, source[1] ?? 0];
}

const tooMany = (at: number): SyntaxProblem => ({
  rule: 'schema/invalid',
  message: 'The file has too many values from here on.',
  hint: 'Move data to a dataset file (JSONL or CSV).',
  at,
  end: at + 1,
});

/** An error of yaml, said so that its author knows what to type. */
function explain(
  at: number,
  length: number,
  code: ErrorCode | null,
  message: string,
  text: string,
): SyntaxProblem {
  const place = { at, end: at + Math.max(length, 1) };
  switch (code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
      return {
        ...place,
        rule: 'schema/yaml-gotcha',
        message: 'A value with ": " in it must be quoted.',
        hint: 'Put the value in quotes, or write it as a block (|).',
      };
    case 'BAD_SCALAR_START':
      return {
        ...place,
        rule: 'schema/invalid',
        message: `A value cannot start with "${text[at] ?? ''}".`,
        hint: 'Put the value in quotes.',
      };
    case 'TAB_AS_INDENT':
      return {
        ...place,
        rule: 'schema/invalid',
        message: 'A tab indents this line.',
        hint: 'Indent with spaces.',
      };
    default:
      return { ...place, rule: 'schema/invalid', message: `Not valid YAML: ${message}.` };
  }
}
