import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrate } from '../../src/meter/calibration.ts';
import { loadCounter } from '../../src/meter/tokens.ts';
import { requestOf, user } from '../providers/model-call.ts';

const model = 'anthropic/claude-sonnet-5';
const ask = (text: string) => requestOf(model, { messages: [user(text)] });

describe('calibrate', () => {
  it('nothing observed leaves the counter as it is', async () => {
    const counter = await loadCounter(model);
    expect(calibrate(counter, [], 'observed')).toBe(counter);
    expect(calibrate(counter, [{ request: ask('Hello'), tokens: 0 }], 'observed')).toBe(counter);
  });

  it('learns the factor of what was observed', async () => {
    const counter = await loadCounter(model);
    const texts = Array.from({ length: 6 }, (_, index) => 'A parcel is late. '.repeat(20 + index));
    const seen = texts.map((text) => ({
      request: ask(text),
      tokens: Math.round(counter.countRequest(ask(text)).tokens * 1.12),
    }));
    const learnt = calibrate(counter, seen, 'observed');
    const other = 'The wheel is missing. '.repeat(30);
    const { tokens, confidence, band } = learnt.countRequest(ask(other));
    expect(tokens / counter.countRequest(ask(other)).tokens).toBeCloseTo(1.12, 1);
    expect({ confidence, band }).toEqual({ confidence: 'observed', band: 0.02 });
    expect(learnt.source).toContain('after 6 requests on record');
  });

  it('promises less where observations differ, or are few', async () => {
    const counter = await loadCounter(model);
    const tokens = counter.countRequest(ask('Hello')).tokens;
    const one = calibrate(counter, [{ request: ask('Hello'), tokens }], 'observed');
    expect(one.count('x').band).toBe(0.05);
    const odd = [0.5, 1, 1, 1.5].map((factor) => ({
      request: ask('Hello'),
      tokens: Math.round(tokens * factor),
    }));
    expect(calibrate(counter, odd, 'observed').count('x').band).toBeGreaterThan(0.5);
  });

  it('is right about the sum of what it learnt from', async () => {
    const counter = await loadCounter(model);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 50, max: 5000 }), { minLength: 1, maxLength: 8 }), (numbers) => {
        const seen = numbers.map((tokens, index) => ({
          request: ask('word '.repeat(50 + index * 10)),
          tokens,
        }));
        const learnt = calibrate(counter, seen, 'exact-api');
        const sum = seen.reduce((all, { request }) => all + learnt.countRequest(request).tokens, 0);
        const truth = numbers.reduce((all, each) => all + each, 0);
        expect(Math.abs(sum - truth)).toBeLessThanOrEqual(seen.length);
      }),
    );
  });
});
