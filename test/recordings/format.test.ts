import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatRecording,
  formatRecordingLine,
  parseRecording,
  recordingPath,
} from '../../src/recordings/format.ts';
import type { Recording } from '../../src/recordings/recording.ts';
import { mergeInteractions } from '../../src/recordings/slot.ts';
import { completion, interaction, recordingOf, slot } from './examples.ts';

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const text = fc.string({
  unit: fc.constantFrom('a', '\n', '\r', '"', '\\', 'é', '\ud800', '\u2028', ' '),
  maxLength: 30,
});
const word = fc.stringMatching(/^[a-z]{1,8}$/);
const count = fc.nat(5000);

const recordings: fc.Arbitrary<Recording> = fc
  .uniqueArray(
    fc.record({
      slot: fc.record(
        {
          role: fc.constantFrom('target', 'judge'),
          model: word,
          repeat: fc.nat(3),
          locale: word,
          turn: fc.nat(2),
          call: fc.nat(2),
        },
        { requiredKeys: ['role', 'model', 'repeat'] },
      ),
      text,
      given: json,
      params: fc.dictionary(fc.constantFrom('temperature', '10', '9', '__proto__'), json),
      parts: fc.array(
        fc.oneof(
          fc.record({ type: fc.constant('text'), text }),
          fc.record({ type: fc.constant('image'), url: word }),
        ),
      ),
      raw: fc.option(word),
      model: fc.option(word),
      totalMs: count,
      warnings: fc.array(word, { maxLength: 2 }),
    }),
    { selector: (each) => JSON.stringify(Object.entries(each.slot).sort()), maxLength: 5 },
  )
  .map((rows) =>
    recordingOf(
      mergeInteractions(
        [],
        rows.map(({ slot: at, given, params, parts, raw, model, totalMs, warnings, ...row }) =>
          interaction({
            slot: at,
            request: {
              messages: [{ role: 'user', content: parts }],
              params,
              tools: null,
              toolChoice: null,
              output: { format: 'text', schema: null },
            },
            completion: {
              ...completion,
              text: row.text,
              toolCalls: [{ id: 'a', name: 'b', arguments: given, valid: true }],
              finish: { reason: 'stop', raw },
              model,
              timing: { firstTokenMs: null, totalMs },
              warnings,
            },
          }),
        ),
      ),
    ),
  );

describe('formatRecording', () => {
  it('is read back as it was, and written again as the same bytes', () => {
    fc.assert(
      fc.property(recordings, (recording) => {
        const bytes = formatRecording(recording);
        expect(parseRecording('a.json', bytes)).toEqual(recording);
        expect(formatRecording(parseRecording('a.json', bytes))).toBe(bytes);
        const line = formatRecordingLine(recording);
        expect(parseRecording('a.jsonl', line)).toEqual(recording);
        expect(line).not.toContain('\n');
      }),
    );
  });

  it('keeps every field of a call', () => {
    const recording = recordingOf([
      interaction(),
      interaction({
        slot: { ...slot, locale: 'fr', variant: 'terse', turn: 1, assertion: 'tone', call: 2, repeat: 1 },
      }),
    ]);
    expect(parseRecording('a.json', formatRecording(recording))).toEqual(recording);
  });

  it('writes sorted keys, and texts of several lines as lists of lines', async () => {
    await expect(formatRecording(recordingOf([interaction()]))).toMatchFileSnapshot(
      '__snapshots__/recording.json',
    );
  });

  it('sorts the calls by slot', () => {
    const at = (changes: object) => interaction({ slot: { ...slot, ...changes } });
    const recording = recordingOf([
      at({ role: 'judge' }),
      at({ repeat: 10 }),
      at({ repeat: 2 }),
      at({ locale: 'fr' }),
      at({}),
    ]);
    const slots = parseRecording('a.json', formatRecording(recording)).interactions.map((each) => each.slot);
    expect(slots).toEqual([
      slot,
      { ...slot, repeat: 2 },
      { ...slot, repeat: 10 },
      { ...slot, locale: 'fr' },
      { ...slot, role: 'judge' },
    ]);
  });
});

describe('parseRecording', () => {
  const good = JSON.parse(formatRecording(recordingOf([interaction()]))) as {
    interactions: Record<string, unknown>[];
  };
  const call = good.interactions[0];
  const withCall = (changes: object) => JSON.stringify({ ...good, interactions: [{ ...call, ...changes }] });

  it.each([
    ['', 'it is empty'],
    ['{', 'not valid JSON'],
    ['<<<<<<< ours\n{}\n=======\n{}\n>>>>>>> theirs\n', 'unresolved merge conflict'],
    ['[]', 'its content must be an object'],
    [JSON.stringify({ ...good, recording: 2 }), '"recording" must be 1'],
    [
      withCall({ slot: { role: 'judg', model: 'm', repeat: 0 } }),
      '"interactions[0].slot.role" must be one of',
    ],
    [withCall({ key: 'sha256:12' }), '"interactions[0].key" must be'],
    [withCall({ origin: 'computed' }), '"interactions[0].origin" must be one of live, sample, import'],
    [withCall({ respnse: {} }), '"interactions[0].respnse" is not a key'],
    [withCall({ response: { text: 1, finish: 'stop' } }), '"interactions[0].response.text" must be a string'],
    [
      withCall({ usage: { input: { total: -1 }, output: { total: 1 } } }),
      '"interactions[0].usage.input.total" must be a count',
    ],
    [JSON.stringify({ ...good, interactions: [call, call] }), 'two answers for one slot'],
  ])('refuses a recording: $#', (content, message) => {
    expect(() => parseRecording('prompts/__recordings__/a/b.json', content)).toThrow(
      expect.objectContaining({ code: 'invalid-recording', message: expect.stringContaining(message) }),
    );
    expect(() => parseRecording('prompts/__recordings__/a/b.json', content)).toThrow(
      'prompts/__recordings__/a/b.json',
    );
  });

  it('fills in what a hand-written sample leaves out', () => {
    const { usage, timing, ...rest } = { ...call };
    const sample = { ...rest, response: { text: 'Hi', finish: 'stop' }, origin: 'sample' };
    const [read] = parseRecording('a.json', JSON.stringify({ ...good, interactions: [sample] })).interactions;
    expect(read?.completion).toMatchObject({
      text: 'Hi',
      usage: null,
      toolCalls: [],
      model: null,
      origin: 'sample',
    });
  });
});

describe('recordingPath', () => {
  it.each([
    [
      'prompts/support/reply.prompt.yaml',
      'past-refund-window',
      'prompts/support/__recordings__/reply/past-refund-window.json',
    ],
    ['reply.prompt.yaml', 'a', '__recordings__/reply/a.json'],
    ['p/a.prompt.yaml', 'tickets:row 1', 'p/__recordings__/a/@tickets/96.jsonl'],
    ['p/a.prompt.yaml', 'con', 'p/__recordings__/a/con~1143da2bc54c.json'],
    ['p/a.prompt.yaml', 'Ä/../x', expect.stringMatching(/^p\/__recordings__\/a\/-x~[0-9a-f]{12}\.json$/)],
  ])('%s %s', (prompt, caseId, path) => {
    expect(recordingPath(prompt, caseId)).toEqual(path);
  });

  it('gives names every file system takes, different for different cases', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const [one, other] = [recordingPath('p.prompt.yaml', a), recordingPath('p.prompt.yaml', b)];
        expect(one).toMatch(/^__recordings__\/p\/(@[a-z0-9._~-]+\/[0-9a-f]{2}\.jsonl|[a-z0-9._~-]+\.json)$/);
        if (a !== b && !a.includes(':')) expect(one).not.toBe(other);
      }),
    );
  });
});
