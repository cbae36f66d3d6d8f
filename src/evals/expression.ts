import type { ASTNode, Environment, ParseResult } from '@marcbachmann/cel-js';
import { didYouMean } from '../model/suggest.ts';
import type { YamlPath } from '../model/yaml-file.ts';
import { assertionError, assertionFault, assertionFaultOf, type Subject } from './assertion.ts';
import { limitWork, nodesOf } from './cel-budget.ts';
import { celEnvironment, celVariables, fromCel, linearMatches, toCel } from './cel-environment.ts';
import { type LinearRegex, loadLinear } from './regex.ts';

/** What an expression gave for one answer, as JSON, or in words why it gave nothing (a field the answer lacks). */
export type Evaluated =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

export type Expression = {
  /** CEL type known before any answer: `bool`, `int`, `double`, `string`, …; `dyn` when it depends on the answer. */
  readonly type: string;
  /** Names the parsed answer. */
  readonly usesOutput: boolean;
  /** Throws an assertion error when the answer asks for too much work. */
  evaluate(subject: Subject): Evaluated;
};

const maxSource = 10_000;

/** Parses and type-checks a CEL expression; throws an assertion fault with the place for what is wrong with it. */
export async function compileExpression(source: string, path: YamlPath = ['value']): Promise<Expression> {
  if (source.length > maxSource) {
    throw assertionFault({ message: `The expression is longer than ${maxSource} characters.`, path });
  }
  if (source.includes('matches')) linear ??= await loadLinear();
  shared ??= celEnvironment(compile);
  const environment = await shared;
  const program = parse(environment, source, path);
  const nodes = nodesOf(program.ast);
  for (const node of nodes) prepareCall(node, path);
  const checked = program.check();
  if (!checked.valid) throw celFault(checked.error, path);
  const budget = limitWork(nodes);
  return {
    type: checked.type ?? 'dyn',
    usesOutput: nodes.some((node) => node.op === 'id' && node.args === 'output'),
    evaluate(subject) {
      budget.reset();
      const result = run(program, environment, source, valuesOf(subject));
      if (budget.exceeded()) throw tooMuchWork();
      return result;
    },
  };
}

/**
 * A `transform`: an expression whose value takes the place of the output. The engine and every assertion's `transform`
 * use this one.
 */
export async function compileTransform(source: string): Promise<(subject: Subject) => Evaluated> {
  const expression = await compileExpression(source, ['transform']);
  return (subject) => expression.evaluate(subject);
}

let shared: Promise<Environment> | undefined;

/** Loaded for the first expression that says `matches`; none that does not can call it. */
let linear: ((pattern: string) => LinearRegex) | undefined;

function compile(pattern: string): LinearRegex {
  if (!linear) throw new Error('The engine of regular expressions is not loaded.');
  return linear(pattern);
}

function parse(environment: Environment, source: string, path: YamlPath): ParseResult {
  try {
    return environment.parse(source);
  } catch (error) {
    throw celFault(error, path);
  }
}

function run(program: ParseResult, environment: Environment, source: string, values: Values): Evaluated {
  try {
    const value = fromCel(program(values));
    return value === undefined
      ? { ok: false, message: 'The expression gave no value.' }
      : { ok: true, value };
  } catch (error) {
    return { ok: false, message: explain(error, environment, source, values) };
  }
}

type Values = Readonly<Record<string, unknown>>;

function valuesOf(subject: Subject): Values {
  const { completion } = subject;
  return {
    output: toCel(subject.output),
    text: subject.text,
    vars: toCel(subject.vars),
    expected: toCel(subject.expected ?? null),
    tool_calls: toCel(
      subject.toolCalls.map(({ name, arguments: args, valid }) => ({ name, arguments: args, valid })),
    ),
    usage: toCel(completion.usage),
    cost_usd: subject.costUsd === null ? null : Number(subject.costUsd),
    latency_ms: completion.timing.totalMs,
    finish: completion.finish.reason,
    model: completion.model,
  };
}

/** Methods whose answer depends on the machine's time zone. */
const zoned = /^get(Date|DayOf\w+|FullYear|Hours|Milliseconds|Minutes|Month|Seconds)$/;

function prepareCall(node: ASTNode, path: YamlPath): void {
  if (node.op !== 'rcall' && node.op !== 'call') return;
  const [name] = node.args;
  const args = node.op === 'rcall' ? node.args[2] : node.args[1];
  if (node.op === 'rcall' && zoned.test(name) && (args.length > 0 || name === 'getDayOfYear')) {
    throw assertionFault({
      message: `"${name}" with a time zone gives another value on another machine, so it is not available.`,
      path,
      at: [node.start, node.end],
    });
  }
  if (name !== 'matches') return;
  const pattern = args.at(-1);
  if (pattern?.op === 'value' && typeof pattern.args === 'string') {
    try {
      compile(pattern.args);
    } catch (error) {
      const fault = assertionFaultOf(error);
      if (!fault) throw error;
      throw assertionFault({ message: fault.message, path, at: [pattern.start, pattern.end] });
    }
  }
  if (node.op === 'rcall') (node.args as unknown[])[0] = linearMatches;
}

function celFault(error: unknown, path: YamlPath): Error {
  const { summary, range } = error as { summary?: string; range?: { start: number; end: number } };
  if (summary === undefined) return error instanceof Error ? error : new Error(String(error));
  const hint = celHint(summary);
  return assertionFault({
    message: `The expression is wrong: ${inOurWords(summary)}.`,
    path,
    ...(hint ? { hint } : {}),
    ...(range ? { at: [range.start, Math.max(range.end, range.start)] as const } : {}),
  });
}

const inOurWords = (summary: string): string =>
  summary
    .replaceAll(linearMatches, 'matches')
    .replaceAll(/dyn<(\w+)>/g, '$1')
    .replaceAll("'", '"')
    .replace(/^Unexpected token: EOF$/, 'it ends too early')
    .replace(/^no such overload: (.*)/, 'there is no $1')
    .replace(/^found no matching overload for/, 'there is no')
    .replace(/^Unknown variable: (.*)/, 'there is no variable "$1"')
    .replace(/(, got|:) EOF$/, ', but it ends here')
    .replace('IDENTIFIER', 'a name');

function celHint(summary: string): string | undefined {
  const variable = /^Unknown variable: (.*)/.exec(summary)?.[1];
  const names = Object.keys(celVariables);
  if (variable !== undefined) return didYouMean(variable, names) ?? `Known are ${names.join(', ')}.`;
  return summary === 'Unexpected character: =' ? 'Compare with "==".' : undefined;
}

/** Why an expression gave nothing, with what the answer has instead of the field it lacks. */
function explain(error: unknown, environment: Environment, source: string, values: Values): string {
  const { code, node, summary } = error as { code?: string; node?: ASTNode; summary?: string };
  const missing =
    node && (code === 'no_such_key' || code === 'index_out_of_bounds')
      ? missingField(node, environment, source, values)
      : null;
  if (missing) return missing;
  const where = node && node.end > node.start ? ` in "${sourceOf(node, source)}"` : '';
  return `The expression cannot be evaluated${where}: ${inOurWords(summary ?? String((error as Error).message))}.`;
}

/** A node's text; its span leaves out a parenthesis that closes at its very end. */
function sourceOf({ start, end }: ASTNode, source: string): string {
  const text = source.slice(start, end);
  const open = text.split('(').length - text.split(')').length;
  return source.startsWith(')'.repeat(Math.max(open, 0)), end) ? text + ')'.repeat(Math.max(open, 0)) : text;
}

function missingField(
  node: ASTNode,
  environment: Environment,
  source: string,
  values: Values,
): string | null {
  if (node.op !== '.' && node.op !== '[]') return null;
  const [holder, name] = node.args;
  const holderSource = source.slice(holder.start, holder.end);
  const field = node.op === '.' ? `${holderSource}.${name}` : source.slice(node.start, node.end);
  return `"${field}" does not exist${whatIs(holderSource, environment, values)}.`;
}

function whatIs(holder: string, environment: Environment, values: Values): string {
  let value: unknown;
  try {
    value = environment.evaluate(holder, values);
  } catch {
    return '';
  }
  if (value === null) return `; "${holder}" is null`;
  if (typeof value === 'string') return `; "${holder}" is text`;
  if (Array.isArray(value)) return `; "${holder}" is a list of ${value.length}`;
  if (!(value instanceof Map)) return `; "${holder}" is ${fromCel(value)}`;
  const names = [...value.keys()].map(String);
  const shown = names.slice(0, 12).join(', ');
  return `; "${holder}" has ${shown || 'nothing'}${names.length > 12 ? `, … (${names.length} in all)` : ''}`;
}

const tooMuchWork = () =>
  assertionError(
    'assertion-limit',
    'The expression does more work on this answer than is allowed.',
    'A loop inside a loop over a long answer is the usual cause.',
  );
