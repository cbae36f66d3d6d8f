import type { ExplainAssertionReport } from '../../commands/explain-assertion.ts';
import { type Block, bad, code, type Document, good, line, muted, prose, strong } from '../document.ts';

/** The page of an assertion type: what must hold, what it takes, and each of its examples. */
export function explainAssertionDocument({ assertion, examples }: ExplainAssertionReport): Document {
  const { type, group, summary, notes, value, threshold, options } = assertion;
  return {
    title: `Assertion ${type}`,
    blocks: [
      line(strong(type), muted(`  ${group}; not-${type} is its contrary`)),
      line(prose(summary)),
      ...(notes === null ? [] : [line(prose(notes))]),
      section('It takes', [
        line(code('value'), prose(`  ${value}`)),
        ...(threshold === null ? [] : [line(code('threshold'), prose(`  ${threshold}`))]),
        ...(options.length === 0 ? [] : [line(code(options.join(', ')))]),
        line(muted('and weight, metric, transform, critical, as every assertion')),
      ]),
      section('Examples', examples.flatMap(exampleBlocks)),
    ],
  };
}

const section = (title: string, blocks: readonly Block[]): Block => ({
  type: 'section',
  title: [strong(title)],
  blocks,
});

function exampleBlocks({
  assert,
  output,
  given,
  pass,
  score,
}: ExplainAssertionReport['examples'][number]): readonly Block[] {
  const verdict = pass ? good('✔ passes  ') : bad('✖ fails  ');
  return [
    { type: 'code', text: `- ${assert}`, language: 'yaml' },
    ...(given === null ? [] : [line(muted(`given ${given}`))]),
    line(verdict, code(JSON.stringify(output)), muted(score === null ? '' : `  score ${score.toFixed(4)}`)),
  ];
}
