import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { downgradedFrom, previousPin } from '../../src/bundle/channel-history.ts';
import { type Pin, parseChannels, withPin } from '../../src/bundle/channels.ts';
import { defaultFileLimits } from '../../src/model/config.ts';
import { parseYaml } from '../../src/model/yaml-file.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const pin = (version: string, letter = 'a'): Pin => ({ version, digest: digest(letter) });
const fileOf = (text: string) =>
  parseYaml('channels.yaml', new TextEncoder().encode(text), defaultFileLimits);
const pinned = (text: string) => parseChannels(fileOf(text)).channels.get('production')?.get('support');

describe('channels.yaml', () => {
  const change = { channel: 'production', bundle: 'support', pin: pin('1.4.0', 'b') };

  it.each([
    [null],
    ['promptops: 1\n'],
    [
      `promptops: 1\n# ours\nproduction: # live\n  support: 1.3.0 ${digest('a')} # since May\n  other: 2.0.0 ${digest('c')}\n`,
    ],
    [`promptops: 1\nproduction: { other: "2.0.0 ${digest('c')}" }\n`],
    [
      `promptops: 1\nproduction:\n  support: "1.3.0 ${digest('a')}"\nstaging:\n  support: 1.5.0 ${digest('d')}\n`,
    ],
    [`promptops: 1\r\nproduction:\r\n  support: 1.3.0 ${digest('a')}\r\n`],
  ])('%j takes another version, and all else stays', (text) => {
    const written = withPin(text === null ? null : fileOf(text), change) ?? expect.fail();
    expect(pinned(written)).toEqual(change.pin);
    expect(parseChannels(fileOf(written)).faults).toEqual([]);
    for (const kept of text?.match(/#[^\r\n]*|other.*|staging[\s\S]*/g) ?? [])
      expect(written).toContain(kept.replace(/ \}$/, ''));
  });

  it.each([
    ['promptops: 1\nproduction:\n  support: 1.4.0\n', /support/],
    ['production: {}\n', /which format/],
    ['promptops: 1\n"a b": {}\n', /./],
    ['promptops: 1\nproduction: [', /./],
  ])('%j has a fault', (text, fault) => {
    expect(
      parseChannels(fileOf(text))
        .faults.map(({ message }) => message)
        .join(),
    ).toMatch(fault);
  });
});

describe('what a channel has served', () => {
  const [v1, v2, v3] = [pin('1.0.0'), pin('1.1.0'), pin('1.2.0')];

  it('goes back step by step, never forwards', () => {
    expect(previousPin(v3, [v3, v2, v1])).toEqual(v2);
    expect(previousPin(v2, [v2, v3, v2, v1])).toEqual(v1);
    expect(previousPin(v1, [v1, v2, v3, v2, v1])).toBeNull();
    expect(previousPin(v3, [v2, v1])).toEqual(v2);
    expect(previousPin(v1, [])).toBeNull();
  });

  it('is a downgrade where it is older and new here', () => {
    expect(downgradedFrom(v1, [v1, v3])).toEqual(v3);
    expect(downgradedFrom(v1, [v1, v3, v1])).toBeNull();
    expect(downgradedFrom(pin('1.0.0', 'e'), [v3, v1])).toEqual(v3);
    expect(downgradedFrom(v3, [v3, v2])).toBeNull();
    expect(downgradedFrom(v3, [])).toBeNull();
  });

  it('a rollback is no downgrade', () => {
    const version = fc.integer({ min: 0, max: 9 }).map((minor) => pin(`1.${minor}.0`));
    fc.assert(
      fc.property(version, fc.array(version, { maxLength: 8 }), (now, past) => {
        const back = previousPin(now, past);
        if (back) expect(downgradedFrom(back, [now, ...past])).toBeNull();
      }),
    );
  });
});
