import { byCodePoint } from '../model/order.ts';
import type { Refresh } from '../providers/with-recording.ts';
import type { Usage } from '../recordings/interaction.ts';
import { hideSensitive } from '../recordings/sensitive.ts';
import { describeTextChange } from '../recordings/text-change.ts';
import type { Context } from './context.ts';

/** What a run that asks everything anew changes in the recordings. */
export type Refreshes = {
  onRefresh(change: Refresh): boolean;
  /** Shows what is other and, where answers were held back, asks whether they may be written. Returns notes for the report. */
  settle(
    interrupted: boolean,
    redact: (text: string) => string,
    context: Context,
  ): Promise<readonly string[]>;
};

const maxShown = 20;

/** `hold`: changed answers are not written before somebody has agreed; what is the same or new is. */
export function createRefreshes(hold: boolean): Refreshes {
  const lines: string[] = [];
  const held: Refresh['keep'][] = [];
  return {
    onRefresh(change) {
      const line = describeRefresh(change);
      if (line === null) return true;
      lines.push(line);
      if (hold) held.push(change.keep);
      return !hold;
    },
    async settle(interrupted, redact, context) {
      if (lines.length === 0) return [];
      const sorted = lines.map(redact).sort(byCodePoint);
      const more = lines.length > maxShown ? [`… and ${lines.length - maxShown} more`] : [];
      const shown = [...sorted.slice(0, maxShown), ...more];
      const changed = `${lines.length} ${lines.length === 1 ? 'answer has' : 'answers have'} changed`;
      if (!hold) return [`${changed}, and the recordings with them.`, ...shown];
      for (const line of shown) context.note(line);
      const agreed =
        !interrupted && ((await context.confirm?.(`${changed}. Replace the recordings?`)) ?? false);
      if (!agreed)
        return [`${changed}; the recordings are as they were. Replace them unasked with --replay refresh.`];
      for (const keep of held) await keep();
      return [`${changed}, and the recordings with them.`];
    },
  };
}

/** What is other in an answer; null: nothing, or there was none before. */
function describeRefresh({ call, before, after }: Refresh): string | null {
  if (before === null) return null;
  const [was, is] = hideSensitive([before, after], call.sensitive);
  const calls = (answer: typeof before): string => JSON.stringify(answer.toolCalls);
  const changes = [
    ...(was && is && was.text !== is.text ? [`text ${describeTextChange(was.text, is.text)}`] : []),
    ...(was && is && calls(was) !== calls(is) ? ['other tool calls'] : []),
    ...usageChanges(before.usage, after.usage),
  ];
  const { prompt, case: id, slot } = call;
  return changes.length === 0 ? null : `${prompt} › ${id}  ${slot.model}: ${changes.join('; ')}`;
}

function usageChanges(before: Usage | null, after: Usage | null): readonly string[] {
  return (['input', 'output'] as const).flatMap((side) => {
    const [was, is] = [before?.[side].total ?? null, after?.[side].total ?? null];
    return was === is ? [] : [`${side} ${was ?? 'unknown'} → ${is ?? 'unknown'} tokens`];
  });
}
