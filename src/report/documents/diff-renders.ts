import type { CaseRender, PromptSize } from '../../diff/renders.ts';
import type { DiffReport } from '../../diff/report.ts';
import { type Block, counted, type Line, line, muted, plain, strong, warn } from '../document.ts';
import { changedLines } from '../text-diff.ts';
import { shortUsd } from '../usd.ts';

/** More of them tell a reader nothing new; the JSON report has them all. */
const mostDrawn = 10;
const mostNamed = 4;

/** The golden cases that render otherwise, alike ones together, and how many render as before. */
export function renderBlocks({ renders, omittedRenders, prompts }: DiffReport): readonly Block[] {
  const same = prompts.reduce((sum, { size }) => sum + (size ? size.cases - size.changed : 0), 0);
  const groups = alike(renders);
  const left = groups.slice(mostDrawn).reduce((sum, group) => sum + group.length, omittedRenders);
  return [
    ...groups.slice(0, mostDrawn).flatMap(renderSection),
    ...(left > 0
      ? [line(muted(`${counted(left, 'more case')} rendered otherwise: see --format json.`))]
      : []),
    ...(same > 0 ? [line(muted(`${counted(same, 'golden case')} rendered as before.`))] : []),
  ];
}

/** Cases of one prompt in which the same lines came and went. */
function alike(renders: readonly CaseRender[]): readonly (readonly CaseRender[])[] {
  const groups = new Map<string, CaseRender[]>();
  for (const render of renders) {
    const { prompt, texts, problem } = render;
    const key = JSON.stringify([prompt, problem, changedLines(texts.before ?? '', texts.after ?? '')]);
    groups.set(key, [...(groups.get(key) ?? []), render]);
  }
  return [...groups.values()];
}

function renderSection(group: readonly CaseRender[]): readonly Block[] {
  const [first] = group;
  if (!first) return [];
  const names = group.slice(0, mostNamed).map((render) => render.case);
  const more = group.length > mostNamed ? ` and ${group.length - mostNamed} more` : '';
  const title: Line = [strong(`${first.prompt} · ${names.join(', ')}${more}`), muted(tokensText(group))];
  const { problem, texts } = first;
  if (problem !== null)
    return [{ type: 'section', title, blocks: [line(warn('not rendered: '), plain(problem))] }];
  const difference = { type: 'difference', expected: texts.before ?? '', actual: texts.after ?? '' } as const;
  return [{ type: 'section', title, blocks: [difference] }];
}

function tokensText(group: readonly CaseRender[]): string {
  const [first, ...others] = group.flatMap(({ tokens }) => tokens ?? []);
  if (!first) return '';
  if (others.length === 0) return `  ${first.before} → ${first.after} tokens`;
  const deltas = [first, ...others].map(({ before, after }) => after - before);
  const [least, most] = [Math.min(...deltas), Math.max(...deltas)];
  const isOne = least === most && Math.abs(least) === 1;
  return `  ${signed(least)}${least === most ? '' : ` to ${signed(most)}`} ${isOne ? 'token' : 'tokens'} each`;
}

/** How many tokens a call has, and what its input costs, prompt by prompt. */
export function sizeBlocks({ prompts }: DiffReport): readonly Block[] {
  const sized = prompts.flatMap(({ prompt, size }) => (size ? [{ prompt, size, delta: deltaOf(size) }] : []));
  if (sized.length === 0) return [];
  const largest = sized.sort((a, b) => b.delta - a.delta).slice(0, mostDrawn);
  const rows = largest.map(({ prompt, size }) => sizeRow(prompt, size));
  const left = sized.length - rows.length;
  const table: Block = {
    type: 'table',
    columns: [
      { title: 'Prompt', align: 'left', shrinks: true },
      { title: 'Cases', align: 'right', optional: true },
      { title: 'Input tokens', align: 'left' },
      { title: 'Input of 1,000 calls', align: 'left' },
    ],
    rows,
  };
  const more = left > 0 ? [line(muted(`${counted(left, 'more prompt')} changed less.`))] : [];
  const title = [strong('Size'), muted('  mean of the golden cases')];
  return [{ type: 'section', title, blocks: [table, ...more] }];
}

const deltaOf = ({ tokens }: PromptSize): number => Math.abs(tokens.after - tokens.before);

function sizeRow(
  prompt: string,
  { cases, tokens, confidence, inputUsdPerThousand: usd }: PromptSize,
): readonly Line[] {
  const about = confidence === 'estimate' ? '~' : '';
  const price = (value: string | null) => (value === null ? 'unpriced' : shortUsd(value));
  return [
    [strong(prompt)],
    [plain(String(cases))],
    [plain(`${about}${tokens.before} → ${about}${tokens.after} (${signed(tokens.after - tokens.before)})`)],
    [plain(`${price(usd.before)} → ${price(usd.after)}${usdDelta(usd)}`)],
  ];
}

function usdDelta({ before, after }: PromptSize['inputUsdPerThousand']): string {
  if (before === null || after === null || before === after) return '';
  const delta = Number(after) - Number(before);
  return ` (${delta > 0 ? '+' : '-'}${shortUsd(String(Math.abs(delta)))})`;
}

const signed = (n: number): string => (n > 0 ? `+${n}` : String(n));
