import type { LogEntry, LogReport } from '../../diff/log-report.ts';
import { bad, code, type Document, type Line, line, muted, plain, type Span, strong } from '../document.ts';
import { levelSpan } from './change-level.ts';

/** One line a commit, newest first, nothing cut off: its bump, how bad it is, the kinds of its changes, its subject. */
export function logDocument({ prompt, entries, more, notes }: LogReport): Document {
  const after = [
    ...(entries.length === 0 ? ['No commit changed it.'] : []),
    ...(more ? ['There are older ones: raise "-n".'] : []),
    ...notes,
  ];
  return {
    title: `promptops log: ${prompt}`,
    blocks: [{ type: 'list', items: entries.map(lineOf) }, ...after.map((note) => line(muted(note)))],
  };
}

const lineOf = (entry: LogEntry): Line => [
  code(entry.commit.slice(0, 10)),
  muted(`  ${entry.date.slice(0, 10)}  `),
  strong(entry.bump.padEnd(5)),
  plain('  '),
  levelOf(entry),
  plain(`  ${changesOf(entry)}`),
  muted(`  ${entry.subject}`),
];

function levelOf({ state, level, draft }: LogEntry): Span {
  if (state === 'unreadable') return bad('unreadable');
  if (level === null) return muted((draft ? 'draft' : '').padEnd(widest));
  const span = levelSpan(level);
  return { ...span, text: span.text.padEnd(widest) };
}

const widest = 'unreadable'.length;

/** Kinds of change in the order of the report, each with how often; with a rename the name before it. */
function changesOf({ changes, from, problem }: LogEntry): string {
  if (problem !== null) return problem;
  const counts = new Map<string, number>();
  for (const { id } of changes) counts.set(id, (counts.get(id) ?? 0) + 1);
  const kinds = [...counts].map(([id, count]) => (count === 1 ? id : `${id} ×${count}`)).join(', ');
  return from === null ? kinds : `${kinds} (was ${from})`;
}
