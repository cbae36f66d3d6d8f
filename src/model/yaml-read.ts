import { readOrdinary } from './yaml-events.ts';
import { type Composed, composeYaml } from './yaml-syntax.ts';

/** A character comes to two tokens at most: a text that is short enough cannot have too many. */
const tokensPerCharacter = 2;

/**
 * One YAML 1.2 document as nodes, or the first thing that is wrong. Ordinary files are read by the faster of two
 * parsers, which both read alike; whatever else there is, by the one that keeps every token and can say what is wrong.
 */
export function readNodes(text: string, maxTokens: number): Composed {
  const node = text.length * tokensPerCharacter <= maxTokens ? readOrdinary(text) : null;
  return node ? { node, problem: null } : composeYaml(text, maxTokens);
}
