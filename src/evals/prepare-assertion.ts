import type { Fault } from '../model/fault.ts';
import { didYouMean } from '../model/suggest.ts';
import type { AssertionSpec } from '../model/test-file.ts';
import type { YamlFile } from '../model/yaml-file.ts';
import {
  type AssertionContext,
  type AssertionFault,
  type AssertionType,
  assertionFault,
  assertionFaultOf,
  type Dependency,
  type PrepareNested,
  type Score,
  type Scorer,
  type Subject,
} from './assertion.ts';
import { unparsedOutput } from './assertions/json-output.ts';
import { assertionTypes } from './assertions/registry.ts';
import { unusable } from './assertions/verdict.ts';
import { compileTransform } from './expression.ts';
import { compactJson } from './json-difference.ts';

/** An assertion that can be run, or what is wrong with how it is written. */
export type Preparation =
  | { readonly scorer: Scorer; readonly depends: readonly Dependency[]; readonly fault: null }
  | { readonly scorer: null; readonly fault: AssertionFault };

/**
 * Checks one assertion as written and makes its scorer, `not-` and `transform` included. Runs before any call. The
 * scorer throws an assertion error where it cannot say (`assertionErrorCode`): the case is an error then.
 */
export async function prepareAssertion(spec: AssertionSpec, context: AssertionContext): Promise<Preparation> {
  const depends: Dependency[] = [];
  const dependsOn = (what: Dependency): void => {
    depends.push(what);
    context.dependsOn?.(what);
  };
  try {
    return { scorer: await prepare(spec, { ...context, dependsOn }), depends, fault: null };
  } catch (error) {
    const fault = assertionFaultOf(error);
    if (!fault) throw error;
    return { scorer: null, fault };
  }
}

/** The fault as one of the test file, at the line and column where it stands. */
export function placeFault(spec: AssertionSpec, fault: AssertionFault, file: YamlFile): Fault {
  const path = [...spec.yamlPath, ...(fault.path ?? ['value'])];
  const { rule = 'tests/assertion-invalid', message } = fault;
  return {
    rule,
    message,
    at: fault.at
      ? file.placeInText(path, ...fault.at)
      : file.placeOf(path, rule === unknownKey ? 'key' : 'value'),
    ...(fault.hint ? { hint: fault.hint } : {}),
  };
}

async function prepare(spec: AssertionSpec, context: AssertionContext): Promise<Scorer> {
  const type = findType(spec);
  checkCommon(spec, type);
  const nested: PrepareNested = async (inner, path) => {
    const prepared = await prepareAssertion(inner, context);
    if (prepared.scorer) return prepared.scorer;
    const { fault } = prepared;
    throw assertionFault({ ...fault, path: [...path, ...(fault.path ?? ['value'])] });
  };
  const scorer = await type.prepare(spec, context, nested);
  const transformed = spec.transform === null ? scorer : await withTransform(scorer, spec.transform, context);
  return spec.negated ? negate(transformed) : transformed;
}

function findType(spec: AssertionSpec): AssertionType {
  const type = assertionTypes.get(spec.type);
  if (type) return type;
  const name = `${spec.negated ? 'not-' : ''}${spec.type}`;
  const rule = 'tests/unknown-assertion';
  const known = [...assertionTypes.keys()].map((one) => `${spec.negated ? 'not-' : ''}${one}`);
  const hint = didYouMean(name, known);
  throw assertionFault({
    message: `There is no assertion "${name}".`,
    path: ['type'],
    rule,
    ...(hint ? { hint } : {}),
  });
}

/** What holds for every type: an empty value, a threshold or key it does not know, a weight that means nothing. */
function checkCommon(spec: AssertionSpec, type: AssertionType): void {
  const fail = (message: string, path: readonly (string | number)[], hint?: string | null) =>
    assertionFault({ message, path, ...(hint ? { hint } : {}) });
  if (spec.value === '' || spec.value === null) throw fail(`"${spec.type}" has an empty value.`, ['value']);
  if (spec.value !== undefined && type.value === null)
    throw fail(`"${spec.type}" takes no value.`, ['value']);
  if (spec.value === undefined && type.value !== null && !type.valueOptional) {
    throw fail(`"${spec.type}" needs a "value".`, ['type']);
  }
  if (spec.threshold !== null && type.threshold === null)
    throw fail(`"${spec.type}" takes no threshold.`, ['threshold']);
  const known = Object.keys(type.options);
  const unknown = Object.keys(spec.options).find((key) => !known.includes(key) && !key.startsWith('x-'));
  if (unknown !== undefined) {
    const hint = didYouMean(unknown, [...known, ...commonKeys]);
    const message = `"${spec.type}" has no key "${unknown}".`;
    throw assertionFault({ message, path: [unknown], rule: unknownKey, ...(hint ? { hint } : {}) });
  }
  if (!Number.isFinite(spec.weight) || spec.weight < 0)
    throw fail('A weight is a number of at least 0.', ['weight']);
  if (spec.critical && spec.weight === 0) {
    throw fail('A critical assertion with weight 0 both gates and does not.', ['critical']);
  }
}

/** The schema of test files says the same at the same place, and is heard first. */
const unknownKey = 'schema/unknown-key';

const commonKeys = ['type', 'value', 'threshold', 'weight', 'metric', 'transform', 'critical'];

/** The assertion sees the value of the expression as `output`, and as text: a text as it is, else compact JSON. */
async function withTransform(scorer: Scorer, source: string, context: AssertionContext): Promise<Scorer> {
  const transform = await compileTransform(source);
  return (subject, ask) => {
    const unparsed = unparsedOutput(context, subject);
    if (unparsed) return unusable(unparsed);
    const result = transform(subject);
    if (!result.ok) return unusable(`transform: ${result.message}`);
    return scorer(withOutput(subject, result.value), ask);
  };
}

const withOutput = (subject: Subject, output: unknown): Subject => ({
  ...subject,
  output,
  text: typeof output === 'string' ? output : compactJson(output),
});

/** The `not-` twin: passes where the other fails, score 1 − x. What could not be looked at fails both. */
function negate(scorer: Scorer): Scorer {
  return async (subject, ask) => {
    const { pass, score, message, unusable: spoilt, uncounted } = await scorer(subject, ask);
    if (spoilt) return unusable(message);
    if (uncounted) return { pass: true, score: 1, message, uncounted };
    const negated: Score = { pass: !pass, score: 1 - score, message };
    return pass ? { ...negated, message: `Must not hold, but does: ${message}` } : negated;
  };
}
