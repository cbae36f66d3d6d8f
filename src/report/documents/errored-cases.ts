import type { CaseResult } from '../../evals/report.ts';
import { type Block, counted, type Line, line, muted, plain, prose, strong, warn } from '../document.ts';

/** Names of a group's cases that are written out. */
const maxNamed = 20;

/** Cases of one prompt and model that lack a verdict for the same reason, in order. */
export function alike(errored: readonly CaseResult[]): readonly (readonly CaseResult[])[] {
  const groups = new Map<string, CaseResult[]>();
  for (const result of errored) {
    const { code, details } = result.error ?? {};
    const key = JSON.stringify([
      result.prompt,
      result.model,
      code,
      details?.length ? details : result.error?.message,
    ]);
    const group = groups.get(key);
    if (group) group.push(result);
    else groups.set(key, [result]);
  }
  return [...groups.values()];
}

export const nameOf = ({ case: id, locale, variant, repeat }: CaseResult): string =>
  [id, locale, variant, repeat > 0 ? `#${repeat + 1}` : null].filter((part) => part !== null).join(' ');

export const placeLine = ({ at }: CaseResult): Block => line(muted(`${at.path}:${at.line}:${at.column}`));

/** One errored case, or all that share its reason with the reason said once. */
export function errorSection(group: readonly CaseResult[]): Block {
  const [first, ...others] = group;
  if (!first?.error) return line(plain(''));
  const { prompt, model, error } = first;
  if (others.length === 0) {
    const title: Line = [warn('! '), strong(`${prompt} › ${nameOf(first)}`), muted(`  ${model}`)];
    return { type: 'section', detail: true, title, blocks: [placeLine(first), ...errorBlocks(error)] };
  }
  const title: Line = [
    warn('! '),
    strong(`${prompt} › ${counted(group.length, 'case')}`),
    muted(`  ${model}`),
  ];
  const names = group.slice(0, maxNamed).map(nameOf).join(', ');
  const more = group.length > maxNamed ? ` and ${group.length - maxNamed} more` : '';
  const isMiss = error.code === 'recording-miss';
  const hint = isMiss ? recordAll(group) : error.hint;
  const message = isMiss ? 'There is no recording that fits.' : error.message;
  return {
    type: 'section',
    detail: true,
    title,
    blocks: [line(muted(`${names}${more}`)), ...errorBlocks({ ...error, message, hint })],
  };
}

/** The commands that record all of them: those of the single cases, without the case and for all repeats. */
function recordAll(group: readonly CaseResult[]): string {
  const hints = group.flatMap(({ error }) => error?.hint ?? []);
  const repeats = 1 + Math.max(...group.map(({ repeat }) => repeat));
  const widened = hints.map((hint) =>
    hint
      .replace(/ --case (?:'(?:[^']|'\\'')*'|\S+)/, '')
      .replace(/ --repeat \d+/, '')
      .replace(' --replay', repeats > 1 ? ` --repeat ${repeats} --replay` : ' --replay'),
  );
  return [...new Set(widened)].slice(0, 3).join('\n');
}

function errorBlocks(error: NonNullable<CaseResult['error']>): readonly Block[] {
  return [
    line(warn(`${error.code}  `), plain(error.message)),
    ...(error.details.length > 0
      ? [{ type: 'list' as const, items: error.details.map((detail) => [plain(detail)]) }]
      : []),
    ...(error.hint ? [line(prose(error.hint, 'muted'))] : []),
  ];
}
