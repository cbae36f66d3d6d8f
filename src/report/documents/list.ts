import type { ListReport } from '../../commands/list.ts';
import { bad, counted, type Document, line, muted, plain, strong } from '../document.ts';

/** The catalogue as a table. */
export function listDocument({ prompts }: ListReport): Document {
  if (prompts.length === 0) {
    return {
      title: 'promptops list',
      blocks: [line(plain('No prompts here. "promptops init" makes a first project.'))],
    };
  }
  return {
    title: `promptops list: ${counted(prompts.length, 'prompt')}`,
    blocks: [
      {
        type: 'table',
        columns: [
          { title: 'Prompt', align: 'left', shrinks: true },
          { title: 'Model', align: 'left', shrinks: true },
          { title: 'Cases', align: 'left', shrinks: true },
          { title: 'Status', align: 'left' },
          { title: 'Owner', align: 'left', shrinks: true },
          { title: 'Description', align: 'left', shrinks: 'first' },
        ],
        rows: prompts.map((prompt) => [
          [strong(prompt.id)],
          [plain(prompt.model ?? '')],
          [plain([prompt.cases, ...prompt.datasets].join(' + '))],
          [prompt.faults > 0 ? bad(counted(prompt.faults, 'fault')) : plain(prompt.status)],
          [plain(prompt.owner ?? '')],
          [muted([prompt.description ?? '', ...prompt.locales.map((name) => `[${name}]`)].join(' ').trim())],
        ]),
      },
      line(plain('')),
      line(muted(counted(prompts.length, 'prompt'))),
    ],
  };
}
