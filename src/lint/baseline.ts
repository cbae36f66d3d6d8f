import { PromptopsError } from '../errors.ts';
import type { Finding } from '../model/finding.ts';
import { byCodePoint } from '../model/order.ts';
import { listOf, recordOf, textOf } from '../model/shape.ts';
import { baselinePath } from './baseline-path.ts';
import { rules } from './rules/registry.ts';

/** A finding that was there when the project began to be linted, and is accepted until somebody touches it. */
export type Accepted = Readonly<Record<'fingerprint' | 'rule' | 'path' | 'message', string>>;

/** Reads a baseline file. Throws PromptopsError `invalid-project` where it is none. */
export function parseBaseline(text: string): readonly Accepted[] {
  const value = recordOf(parseJson(text));
  const entries = listOf(value?.['findings']).map((entry) => {
    const of = (key: string) => textOf(recordOf(entry)?.[key]);
    return { fingerprint: of('fingerprint'), rule: of('rule'), path: of('path'), message: of('message') };
  });
  if (value?.['baseline'] !== 1 || !Array.isArray(value['findings']) || !entries.every(isAccepted)) {
    throw new PromptopsError('invalid-project', `"${baselinePath}" is no baseline.`, {
      hint: 'Write it anew with "promptops lint --write-baseline".',
    });
  }
  return entries;
}

const isAccepted = (entry: Readonly<Record<keyof Accepted, string | null>>): entry is Accepted =>
  Object.values(entry).every((text) => text !== null);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const locked: ReadonlySet<string> = new Set(rules.filter((rule) => rule.locked).map(({ id }) => id));

/** What no baseline can accept: every command refuses such a file, whatever lint says. */
export const isAcceptable = ({ id }: Finding): boolean => !locked.has(id);

/** A baseline that accepts these findings; one line each, so that a review and a merge see single findings. */
export function formatBaseline(findings: readonly Finding[]): string {
  const lines = findings
    .filter(isAcceptable)
    .map(({ fingerprint, id: rule, path, message }): Accepted => ({ fingerprint, rule, path, message }))
    .sort((a, b) => byCodePoint(a.path, b.path) || byCodePoint(a.fingerprint, b.fingerprint))
    .map((entry) => `    ${JSON.stringify(entry)}`);
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n  "baseline": 1,\n  "findings": ${list}\n}\n`;
}

/**
 * Takes out what a baseline accepts. `stale`: entries that find nothing any more; of files that were not linted nobody
 * can say, so `paths` are the linted ones (null: all of the project).
 */
export function withoutAccepted(
  findings: readonly Finding[],
  baseline: readonly Accepted[],
  paths: ReadonlySet<string> | null,
): { readonly kept: readonly Finding[]; readonly accepted: number; readonly stale: readonly Accepted[] } {
  const known = new Set(baseline.map(({ fingerprint }) => fingerprint));
  const kept = findings.filter((finding) => !known.has(finding.fingerprint) || !isAcceptable(finding));
  const found = new Set(findings.map(({ fingerprint }) => fingerprint));
  const stale = baseline.filter(
    ({ fingerprint, path }) => !found.has(fingerprint) && (paths === null || paths.has(path)),
  );
  return { kept, accepted: findings.length - kept.length, stale };
}
