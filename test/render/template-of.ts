import { parseTemplate } from '../../src/model/template.ts';
import type { Template } from '../../src/render/template.ts';

/** A template that parses. */
export function templateOf(source: string): Template {
  const { template, problems } = parseTemplate(source);
  if (!template) throw new Error(problems.map(({ message }) => message).join(' '));
  return template;
}

export const partialsOf = (sources: Readonly<Record<string, string>>): Record<string, Template> =>
  Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, templateOf(source)]));
