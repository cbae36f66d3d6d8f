import { PromptopsError } from '../errors.ts';
import { breachOf } from '../model/saved-json.ts';
import { oneOf, recordOf } from '../model/shape.ts';
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
  const broken = await breachOf(report, await schemaOf(kind), (uri) => schemaOf(kindIn(uri)));
  if (broken !== null)
    throw new PromptopsError('usage', `"${name}" is no whole ${kind} report: ${broken}.`, { hint });
  return report;
}

const schemaOf = async (kind: string): Promise<object> =>
  (await readPublishedSchema(`report-${kind}`)) as object;

const kindIn = (uri: string): string => uri.replace(/^urn:promptops:schema:report-/, '').replace(/#.*$/, '');

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
