import type { ShowReport } from '../../commands/show.ts';
import type { ChatMessage, ContentPart, ModelRequest } from '../../render/request.ts';
import { type Block, code, type Document, type Line, line, muted, plain, strong } from '../document.ts';

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
  return { type: 'section', title, blocks: [{ type: 'code', text: parts.join('\n'), language: '' }] };
}

function partText(part: ContentPart): string {
  if (part.type === 'text') return part.text;
  if ('url' in part) return `[${part.type} ${part.url}]`;
  return `[${part.type} ${part.mediaType} ${part.name ?? ''} ${Math.floor((part.base64.length * 3) / 4)} bytes]`;
}

function resolvedBlocks({ resolved, cases, prompt }: ShowReport): readonly Block[] {
  const example = cases[0];
  return [
    {
      type: 'section',
      title: [strong('Resolved')],
      blocks: [{ type: 'code', text: JSON.stringify(resolved, null, 2), language: 'json' }],
    },
    ...(example
      ? [
          line(plain('')),
          line(
            muted('Render it with  '),
            code(`promptops show ${prompt.id} --case ${example}`),
            muted(`  cases: ${cases.join(', ')}`),
          ),
        ]
      : []),
  ];
}

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
