import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testCommand } from '../../src/commands/test.ts';
import type { TestOptions } from '../../src/commands/test-setup.ts';
import { parseRecording } from '../../src/recordings/format.ts';
import { type HttpServer, startHttpServer } from '../helpers/http-server.ts';
import { chatCompletion, chatUsage } from '../helpers/openai-server.ts';
import { createFolder } from '../helpers/repository.ts';
import { contextAt } from './command-context.ts';

let server: HttpServer;
let answer = 'fine';
let cwd: string;
beforeEach(async () => {
  answer = 'fine';
  server = await startHttpServer(() => chatCompletion({ content: answer }, { usage: chatUsage }));
  cwd = createFolder({
    'promptops.yaml': `promptops: 1\nproviders:\n  local: { kind: openai-compatible, baseURL: "${server.url}/v1", allowLocal: true }\n`,
    'prompts/a.prompt.yaml':
      'promptops: 1\nmodel: { id: local/m }\nmessages: [{ role: user, content: Hello }]\n',
    'prompts/a.test.yaml':
      'promptops: 1\ntests: [{ id: c, assert: [{ type: word-count, value: { max: 9 } }] }]\n',
  });
  await run({ replay: 'record' });
});
afterEach(() => server.close());

const questions: string[] = [];
const said: string[] = [];

async function run(options: TestOptions, agrees: boolean | null = null) {
  questions.length = 0;
  said.length = 0;
  const confirm = async (question: string): Promise<boolean> => {
    questions.push(question);
    return agrees ?? false;
  };
  const note = (line: string): void => void said.push(line);
  return testCommand(options, { ...contextAt(cwd), note, ...(agrees === null ? {} : { confirm }) });
}

/** The answer that is recorded, out of the file as it stands. */
const recorded = (): string => {
  const text = readFileSync(path.join(cwd, 'prompts/__recordings__/a/c.json'), 'utf8');
  return parseRecording('c.json', text).interactions[0]?.completion.text ?? '';
};

describe('answers that are asked for anew', () => {
  it('are shown, and with --update written only where somebody agrees', async () => {
    answer = 'so so';
    const kept = await run({ update: true }, false);
    expect(questions).toEqual(['1 answer has changed. Replace the recordings?']);
    expect(said.join('\n')).toContain(
      'a › c  local/m: text (-1 +1 lines) at line 1, column 1: "fine" → "so so"',
    );
    expect(kept.notes.join('\n')).toContain('the recordings are as they were');
    expect(recorded()).toBe('fine');
    await run({ update: true }, true);
    expect(recorded()).toBe('so so');
  });

  it('are nobody’s business where nothing is other', async () => {
    const { notes } = await run({ update: true }, true);
    expect(questions).toEqual([]);
    expect(notes).toEqual([]);
  });

  it('are written unasked with --replay refresh, and shown in the report', async () => {
    answer = 'so so';
    const { notes } = await run({ replay: 'refresh' });
    expect(notes[0]).toBe('1 answer has changed, and the recordings with them.');
    expect(notes[1]).toContain('"fine" → "so so"');
    expect(recorded()).toBe('so so');
  });

  it('are not written where nobody can be asked, and not with a mode that replays', async () => {
    answer = 'so so';
    await run({ update: true });
    expect(recorded()).toBe('fine');
    await expect(run({ update: true, replay: 'strict' })).rejects.toMatchObject({ code: 'usage' });
  });
});
