import type { AssertionType } from '../assertion.ts';
import { allOf } from './all-of.ts';
import { answerRelevance } from './answer-relevance.ts';
import { anyOf } from './any-of.ts';
import { assertSet } from './assert-set.ts';
import { bleu } from './bleu.ts';
import { canary } from './canary.ts';
import { cel } from './cel.ts';
import { chrf } from './chrf.ts';
import { closedQa } from './closed-qa.ts';
import { contains } from './contains.ts';
import { containsAll } from './contains-all.ts';
import { containsAny } from './contains-any.ts';
import { containsJson } from './contains-json.ts';
import { containsXml } from './contains-xml.ts';
import { contextFaithfulness } from './context-faithfulness.ts';
import { contextRecall } from './context-recall.ts';
import { contextRelevance } from './context-relevance.ts';
import { cost } from './cost.ts';
import { endsWith } from './ends-with.ts';
import { equals } from './equals.ts';
import { f1 } from './f1.ts';
import { factuality } from './factuality.ts';
import { finishReason } from './finish-reason.ts';
import { firstTokenLatency } from './first-token-latency.ts';
import { gEval } from './g-eval.ts';
import { gleu } from './gleu.ts';
import { icontains } from './icontains.ts';
import { icontainsAll } from './icontains-all.ts';
import { icontainsAny } from './icontains-any.ts';
import { isHtml } from './is-html.ts';
import { isJson } from './is-json.ts';
import { isValidToolsCall } from './is-valid-tools-call.ts';
import { isXml } from './is-xml.ts';
import { isYaml } from './is-yaml.ts';
import { jsonPath } from './json-path.ts';
import { latency } from './latency.ts';
import { levenshtein } from './levenshtein.ts';
import { llmRubric } from './llm-rubric.ts';
import { meteor } from './meteor.ts';
import { model } from './model.ts';
import { noPii } from './no-pii.ts';
import { noSecret } from './no-secret.ts';
import { refusal } from './refusal.ts';
import { regex } from './regex.ts';
import { rouge1 } from './rouge-1.ts';
import { rouge2 } from './rouge-2.ts';
import { rougeL } from './rouge-l.ts';
import { rougeLsum } from './rouge-lsum.ts';
import { script } from './script.ts';
import { selectBest } from './select-best.ts';
import { similar } from './similar.ts';
import { startsWith } from './starts-with.ts';
import { tokens } from './tokens.ts';
import { toolArgs } from './tool-args.ts';
import { toolCallF1 } from './tool-call-f1.ts';
import { toolCalled } from './tool-called.ts';
import { toolNotCalled } from './tool-not-called.ts';
import { toolSequence } from './tool-sequence.ts';
import { wordCount } from './word-count.ts';

/**
 * Every assertion type, one line each. The files are small and import their libraries in `prepare`, so together they
 * cost less to load than forty files of their own would.
 */
const all: readonly AssertionType[] = [
  equals,
  contains,
  icontains,
  containsAny,
  containsAll,
  icontainsAny,
  icontainsAll,
  startsWith,
  endsWith,
  regex,
  wordCount,
  levenshtein,
  isJson,
  containsJson,
  isYaml,
  isXml,
  containsXml,
  isHtml,
  cel,
  jsonPath,
  toolCalled,
  toolNotCalled,
  toolArgs,
  toolCallF1,
  toolSequence,
  isValidToolsCall,
  rouge1,
  rouge2,
  rougeL,
  rougeLsum,
  bleu,
  meteor,
  chrf,
  gleu,
  f1,
  similar,
  llmRubric,
  factuality,
  closedQa,
  gEval,
  answerRelevance,
  contextFaithfulness,
  contextRecall,
  contextRelevance,
  selectBest,
  cost,
  latency,
  firstTokenLatency,
  tokens,
  finishReason,
  model,
  refusal,
  noPii,
  noSecret,
  canary,
  script,
  allOf,
  anyOf,
  assertSet,
];

/** By name, without the `not-`, in the order of the documentation. */
export const assertionTypes: ReadonlyMap<string, AssertionType> = new Map(all.map((one) => [one.type, one]));
