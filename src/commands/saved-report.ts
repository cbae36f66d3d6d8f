import { PromptopsError } from '../errors.ts';
import { breachOf } from '../model/saved-json.ts';
import { entriesOf, oneOf, recordOf } from '../model/shape.ts';
import { readNamedFile } from '../source/named-file.ts';
import { readPublishedSchema } from '../source/package-files.ts';

const maxBytes = 256 << 20;

const hint = 'Write one with "--output json=<file>".';

/**
 * A report that a command wrote with `--output json=<file>`, held against its schema: whoever made it, it is whole, or
 * it is refused. null: piped in.
 */
export async function readSavedReport(
  cwd: string,
  file: string | null,
  kinds: readonly string[],
): Promise<object> {
  const name = file ?? 'what was piped in';
  const report = recordOf(parse(await readNamedFile(cwd, file, maxBytes)));
  const kind = oneOf(report?.['kind'], kinds);
  if (report === null || kind === null) {
    const what = typeof report?.['kind'] === 'string' ? `a report of "${report['kind']}"` : 'no report';
    throw new PromptopsError('usage', `"${name}" is ${what}; wanted is one of ${kinds.join(', ')}.`, {
      hint,
    });
  }
  // The parts of a whole have schemas of their own.
  const parts = entriesOf(report['parts']).filter(([, part]) => part !== null);
  for (const [part, value] of [[kind, report] as const, ...parts]) {
    const broken =
      partKinds.includes(part) || part === kind ? await breachOf(value, await schemaOf(part)) : null;
    if (broken !== null)
      throw new PromptopsError('usage', `"${name}" is no whole ${part} report: ${broken}.`, { hint });
  }
  return report;
}

const partKinds: readonly string[] = ['lint', 'diff', 'cost', 'test'];

const schemaOf = async (kind: string): Promise<object> =>
  (await readPublishedSchema(`report-${kind}`)) as object;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
