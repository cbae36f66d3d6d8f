import type { JsonSchema, Tool, ToolChoice } from '../render/prompt.ts';
import { type Build, followYaml, itemsOf, placeOf, report, topOf, type Written, within } from './build.ts';
import { parseSchema } from './schema.ts';
import { oneOf, recordOf, textOf } from './shape.ts';
import { didYouMean } from './suggest.ts';

/** The tools of a prompt, from their own files or written in place, in order. */
export function parseTools(build: Build, written: Written): readonly Tool[] {
  const tools: Tool[] = [];
  for (const item of itemsOf(written)) {
    const tool = parseToolEntry(build, item);
    if (!tool) continue;
    if (tools.some(({ name }) => name === tool.name)) {
      report(build, 'schema/invalid', `There is already a tool "${tool.name}".`, placeOf(item));
      continue;
    }
    tools.push(tool);
  }
  return tools;
}

function parseToolEntry(build: Build, item: Written): Tool | null {
  const reference = textOf(item.value);
  if (reference === null) return parseTool(build, item);
  const followed = followYaml(build, { path: item.file.path, at: placeOf(item) }, reference, 'tool');
  return followed ? parseTool(build, topOf(followed.meant)) : null;
}

const noParameters: JsonSchema = { type: 'object', properties: {} };

function parseTool(build: Build, written: Written): Tool | null {
  const name = textOf(within(written, 'name').value);
  if (name === null) return null;
  return {
    name,
    description: textOf(within(written, 'description').value),
    parameters: parseSchema(build, within(written, 'parameters')) ?? noParameters,
  };
}

export function parseToolChoice(build: Build, written: Written, tools: readonly Tool[]): ToolChoice | null {
  const word = oneOf(written.value, ['auto', 'none', 'required'] as const);
  if (word !== null) return word;
  const tool = textOf(recordOf(written.value)?.['tool']);
  if (tool === null) return null;
  const names = tools.map(({ name }) => name);
  if (!names.includes(tool) && !build.files.waiting) {
    const at = placeOf(within(written, 'tool'));
    report(build, 'schema/invalid', `The prompt has no tool "${tool}".`, at, didYouMean(tool, names));
  }
  return { tool };
}
