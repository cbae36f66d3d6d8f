import { expect, it } from 'vitest';
import { readReleaseMessage, writeReleaseMessage } from '../../src/bundle/release-message.ts';

const release = {
  summary: 'support 1.4.0: 2 prompts',
  digest: `sha256:${'0a'.repeat(32)}`,
  versions: { 'support/reply': '1.2.0', '客服/回复': '0.1.0' },
  reason: null,
  attestations: [],
};

it.each([
  release,
  { ...release, reason: 'nobody calls it yet' },
  { ...release, attestations: ['{"payload":"e30="}', '{"payload":"e31="}'] },
])('a release says in its tag what it is: %j', (said) => {
  expect(readReleaseMessage(writeReleaseMessage(said))).toEqual(said);
});

it('a reason of several lines stays one', () => {
  const text = writeReleaseMessage({ ...release, reason: 'one\n\ndigest: sha256:00\n' });
  expect(readReleaseMessage(text)).toEqual({ ...release, reason: 'one digest: sha256:00' });
});

it.each([
  '',
  'v1.0.0\n',
  'a\n\ndigest: sha256:12\nversions: {}\n',
  `a\n\ndigest: ${release.digest}\nversions: [1]\n`,
])('another tag says nothing of a release: %j', (message) => {
  expect(readReleaseMessage(message)).toBeNull();
});
