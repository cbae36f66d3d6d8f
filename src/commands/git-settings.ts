import { nodeLine } from '../source/package-files.ts';
import { tool } from '../version.ts';

/** The name of our driver in `.gitattributes` and in git's configuration. */
const driver = 'promptops';
export const section = `diff.${driver}`;

/** Where git keeps what a driver with `cachetextconv` made. */
export const cacheRef = `refs/notes/textconv/${driver}`;

export const attributeLines = [
  '# How git shows prompts, in clones where "promptops git install" was run.',
  `*.prompt.yaml diff=${driver}`,
  `*.test.yaml diff=${driver}`,
];

/** An entry of a list, a name of one thing among others, or a key at the top: the nearest one above heads a hunk. */
const hunkHeader = '^(  - [A-Za-z]+:.*|  [A-Za-z_][A-Za-z0-9_-]*:|[A-Za-z][A-Za-z0-9]*:.*)$';

/** A variable, a word, letters that the locale does not know, or one sign. */
const words = '\\{\\{[^{}]*\\}\\}|[[:alnum:]_]+|[^[:space:][:alnum:][:punct:]]+|[^[:space:]]';

/** What a clone is told about our driver. */
export const driverSettings = (): Readonly<Record<string, string>> => ({
  [`${section}.textconv`]: textconvLine(),
  [`${section}.cachetextconv`]: 'true',
  [`${section}.xfuncname`]: hunkHeader,
  [`${section}.wordregex`]: words,
});

/**
 * Git fails where its command does, so a promptops that is no longer there must not stop `git diff`: the file is shown
 * as it is. The version stands in the line because git keeps what the line made for as long as the line is the same. `textconv` is answered before options are read (src/cli/run.ts); no help lists it.
 */
function textconvLine(): string {
  const command = [...nodeLine().map(inQuotes), 'textconv', '"$1"'].join(' ');
  const script = `${command} 2>/dev/null || cat "$1"`;
  return `sh -c '${script.replaceAll("'", String.raw`'\''`)}' '${tool}'`;
}

const inQuotes = (word: string): string => `"${word.replace(/[\\"$`]/g, String.raw`\$&`)}"`;
