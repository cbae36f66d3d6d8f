import type { Resolved, ShowReport } from '../../commands/show.ts';
import type { ChatMessage, ContentPart, ModelRequest } from '../../render/request.ts';
import {
  type Block,
  type Column,
  code,
  type Document,
  type Line,
  line,
  muted,
  plain,
  strong,
} from '../document.ts';

/** One prompt: its rendered messages, or its templates and inputs when nothing was rendered. */
export function showDocument(report: ShowReport): Document {
  const { prompt, selection, case: caseId } = report;
  const facts: readonly (readonly [string, string | null])[] = [
    ['model', selection.model],
    ['locale', selection.locale],
    ['variant', selection.variant],
    ['case', caseId],
    ['status', prompt.status],
    ['owner', prompt.owner],
    ['file', prompt.path],
    ['digest', prompt.digest],
  ];
  return {
    title: `promptops show ${prompt.id}`,
    blocks: [
      line(strong(prompt.id), muted(prompt.description ? `  ${prompt.description}` : '')),
      {
        type: 'list',
        items: facts.flatMap(([name, value]): Line[] =>
          value ? [[muted(`${name.padEnd(8)} `), plain(value)]] : [],
        ),
      },
      ...(report.rendered ? renderedBlocks(report.rendered) : resolvedBlocks(report)),
    ],
  };
}

function renderedBlocks({ messages, params, tools, output }: ModelRequest): readonly Block[] {
  return [
    ...messages.map(messageSection),
    ...jsonSection('params', params),
    ...(tools.length > 0 ? jsonSection('tools', tools) : []),
    ...(output.format === 'json' ? jsonSection('output', output) : []),
  ];
}

function messageSection(message: ChatMessage): Block {
  const title: Line = [strong(message.role), ...(message.cache ? [muted('  cache')] : [])];
  const calls = message.toolCalls?.map((call) => JSON.stringify(call)) ?? [];
  const parts = [...message.content.map(partText), ...calls];
  return textSection(title, parts.join('\n'));
}

function partText(part: ContentPart): string {
  if (part.type === 'text') return part.text;
  if ('url' in part) return `[${part.type} ${part.url}]`;
  return `[${part.type} ${part.mediaType} ${part.name ?? ''} ${Math.floor((part.base64.length * 3) / 4)} bytes]`;
}

/** The prompt as its author wrote it: inputs, templates, parameters, and what else it can be rendered for. */
function resolvedBlocks({ resolved, cases, prompt }: ShowReport): readonly Block[] {
  const { inputs, messages, examples, params, tools, output, partials } = resolved;
  const [example] = cases;
  return [
    ...(Object.keys(inputs).length > 0 ? [inputTable(inputs)] : []),
    ...messages.map((message) => templateSection(message, examples)),
    ...Object.entries(partials).map(([name, text]) => textSection([muted('partial '), strong(name)], text)),
    ...jsonSection('params', params),
    ...(tools.length > 0 ? jsonSection('tools', tools) : []),
    ...(output.format === 'json' ? jsonSection('output', output) : []),
    line(plain('')),
    ...(example
      ? [line(muted('Render it with '), code(`promptops show ${prompt.id} --case ${example}`))]
      : []),
    ...(cases.length > 1 ? [line(muted(`Cases: ${cases.join(', ')}`))] : []),
  ];
}

function inputTable(inputs: Resolved['inputs']): Block {
  const rows = Object.entries(inputs).map(([name, input]): readonly Line[] => [
    [strong(name)],
    [plain(typeOf(input))],
    [plain(input.default !== undefined ? JSON.stringify(input.default) : input.optional ? 'optional' : '')],
    [muted([input.trust, ...(input.sensitive ? ['sensitive'] : [])].join(', '))],
  ]);
  const columns: readonly Column[] = [
    { title: 'Input', align: 'left', shrinks: true },
    { title: 'Type', align: 'left', shrinks: true },
    { title: 'Default', align: 'left', shrinks: true },
    { title: 'Trust', align: 'left', optional: true },
  ];
  return { type: 'section', title: [strong('Inputs')], blocks: [{ type: 'table', columns, rows }] };
}

function typeOf({ kind, schema }: Resolved['inputs'][string]): string {
  if (kind !== 'json') return kind;
  const { type, enum: values } = schema as Readonly<Record<string, unknown>>;
  return Array.isArray(values)
    ? values.map((value) => JSON.stringify(value)).join(' | ')
    : String(type ?? 'any');
}

function templateSection(message: Resolved['messages'][number], examples: Resolved['examples']): Block {
  switch (message.type) {
    case 'examples':
      return {
        type: 'section',
        title: [
          strong('examples'),
          muted(`  ${examples.map(({ id }, index) => id ?? index + 1).join(', ')}`),
        ],
        blocks: [],
      };
    case 'history':
      return { type: 'section', title: [strong('history'), muted(`  ${message.input}`)], blocks: [] };
    case 'message': {
      const texts = message.content.map((part) =>
        part.type === 'text' ? part.text : `[${part.type} ${part.source}]`,
      );
      return textSection(
        [strong(message.role), ...(message.cache ? [muted('  cache')] : [])],
        texts.join('\n'),
      );
    }
  }
}

const textSection = (title: Line, text: string): Block => ({
  type: 'section',
  title,
  blocks: [{ type: 'code', text, language: '' }],
});

const jsonSection = (title: string, value: object): readonly Block[] =>
  Object.keys(value).length === 0
    ? []
    : [
        {
          type: 'section',
          title: [strong(title)],
          blocks: [{ type: 'code', text: JSON.stringify(value, null, 2), language: 'json' }],
        },
      ];
