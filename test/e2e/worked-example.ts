import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { emptyFolder, promptops, repositoryFolder } from '../helpers/promptops.ts';

const fixtures = path.join(repositoryFolder, 'test/fixtures/format');

/** Where each file that the design page prints stands in the tree it shows; the others are in `project/`. */
const printed = {
  'promptops.yaml': 'promptops.yaml',
  'reply.prompt.yaml': 'prompts/support/reply.prompt.yaml',
  'reply.test.yaml': 'prompts/support/reply.test.yaml',
  'get_order.tool.yaml': 'tools/get_order.tool.yaml',
};

/** Judges have an issue of their own; until then the line that names one is refused. */
const judgeLine = /^.*llm-rubric.*\n/m;

/** The whole worked example of the format, in a new folder, with its providers at these addresses. */
export function workedExample(urls: Readonly<Record<string, string>> = {}): string {
  const cwd = emptyFolder();
  cpSync(path.join(fixtures, 'project'), cwd, { recursive: true });
  for (const [name, target] of Object.entries(printed)) {
    cpSync(path.join(fixtures, name), path.join(cwd, target));
  }
  edit(cwd, 'prompts/support/reply.test.yaml', (text) => text.replace(judgeLine, ''));
  const servers = Object.entries(urls).map(
    ([name, url]) => `  ${name}: { baseURL: "${url}", allowLocal: true }\n`,
  );
  edit(cwd, 'promptops.yaml', (text) => text.replace(/^ {2}openai: .*\n/m, servers.join('')));
  return cwd;
}

export function edit(cwd: string, file: string, change: (text: string) => string): void {
  const target = path.join(cwd, file);
  const before = readFileSync(target, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`Nothing changed in ${file}.`);
  writeFileSync(target, after);
}

/** Runs a command for its JSON report. */
export async function reportOf<Report>(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Report> {
  const { stdout, stderr } = await promptops([...args, '--format', 'json'], { cwd, env });
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout) as Report;
}
