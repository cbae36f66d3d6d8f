import { byCodePoint } from '../model/order.ts';
import type { Input, Prompt } from '../render/prompt.ts';
import { docComment, literal, propertyName, typeOfSchema } from './type-of-schema.ts';

const start =
  '// Written by "promptops codegen": the types of prompts, for fromBundle<Prompts>(…). Do not edit.\n';

/** Whether a file is one of ours, to be written over. */
export const isTypesFile = (text: string): boolean => text.replaceAll('\r\n', '\n').startsWith(start);

/** A TypeScript module, of types alone, that says of each prompt what it takes and what it answers. */
export function promptTypes(prompts: readonly Prompt[]): string {
  const sorted = prompts.toSorted((a, b) => byCodePoint(a.id, b.id));
  return typesModule(sorted.map(promptType));
}

/** The same, of the entries of prompts sorted by id. */
export const typesModule = (entries: readonly string[]): string => `${start}
/** The prompts by id. */
export type Prompts = {
${entries.join('')}};

/** What the model answers to a prompt, once its text is parsed. */
export type Output<Id extends keyof Prompts> = Prompts[Id]['output'];
`;

/** The entry of a prompt in such a module. */
export function promptType({ id, inputs, output, locales, variants }: Prompt): string {
  const answer = output.format === 'text' ? 'string' : typeOfSchema(output.schema ?? true, '    ');
  return `  readonly ${literal(id)}: {
    readonly vars: ${varsType(inputs)};
    readonly output: ${answer};
    readonly locale: ${keysType(locales)};
    readonly variant: ${keysType(variants)};
  };
`;
}

function varsType(inputs: Prompt['inputs']): string {
  const lines = Object.entries(inputs).map(([name, input]) => {
    const isOptional = input.optional || input.default !== undefined;
    const nothing = input.optional ? ' | null' : '';
    return `${docComment(input.schema, '      ')}      readonly ${propertyName(name)}${isOptional ? '?' : ''}: ${inputType(input)}${nothing};\n`;
  });
  return lines.length === 0 ? '{ readonly [name: string]: never }' : `{\n${lines.join('')}    }`;
}

function inputType({ kind, schema }: Input): string {
  switch (kind) {
    case 'json':
      return typeOfSchema(schema, '      ');
    case 'messages':
      return "readonly import('promptops/runtime').HistoryMessage[]";
    case 'image':
    case 'audio':
    case 'file':
      return "import('promptops/runtime').MediaValue";
  }
}

const keysType = (overlays: Readonly<Record<string, unknown>>): string =>
  Object.keys(overlays).sort(byCodePoint).map(literal).join(' | ') || 'never';
