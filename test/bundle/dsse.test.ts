import { createPrivateKey, createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeBase64,
  preAuthEncoding,
  readEnvelope,
  signEnvelope,
  signersOf,
} from '../../src/bundle/dsse.ts';
import { ed25519Key, ed25519Signer } from '../../src/bundle/ed25519.ts';
import { keys, vectors } from './dsse-vectors.ts';

/** PKCS#8 of a seed: RFC 8410, 10.3. */
const privatePem = (seed: string): string =>
  createPrivateKey({
    key: Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex'),
    format: 'der',
    type: 'pkcs8',
  }).export({ type: 'pkcs8', format: 'pem' }) as string;

const publicPem = (seed: string): string =>
  createPublicKey(privatePem(seed)).export({ type: 'spki', format: 'pem' }) as string;

const signer = ed25519Signer(privatePem(keys.A.seed), 'A');
const trusted = {
  A: ed25519Key(publicPem(keys.A.seed), 'A'),
  B: ed25519Key(publicPem(keys.B.seed), 'B'),
};

describe('the published vectors', () => {
  it('agree on the keys', () => {
    const raw = createPublicKey(privatePem(keys.A.seed)).export({ type: 'spki', format: 'der' }).subarray(12);
    expect(raw.toString('hex')).toBe(keys.A.public);
  });

  it('agree on what is signed', () => {
    const encoded = preAuthEncoding('http://example.com/HelloWorld', Buffer.from('hello world'));
    expect(Buffer.from(encoded).toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  });

  it.each(vectors)('%s', (_, payloadType, payload, sigs, signers) => {
    const envelope = { payloadType, payload, signatures: sigs.map((sig) => ({ keyid: '', sig })) };
    expect(signersOf(envelope, [trusted.A, trusted.B])).toEqual(signers.map((name) => trusted[name].keyid));
  });

  it('are what we sign', async () => {
    const [, payloadType, payload, sigs] = vectors[0] ?? expect.fail();
    const made = await signEnvelope(payloadType, Buffer.from(payload, 'base64'), signer);
    expect(made).toEqual({ payloadType, payload, signatures: [{ keyid: signer.keyid, sig: sigs[0] }] });
  });
});

describe('an envelope', () => {
  it('survives a round trip, and no change of a byte', async () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.string(), fc.nat(), fc.integer({ min: 1, max: 255 }), async (...drawn) => {
        const [payload, type, at, flip] = drawn;
        const envelope = await signEnvelope(type, payload, signer);
        expect(readEnvelope(JSON.parse(JSON.stringify(envelope)))).toEqual(envelope);
        expect(signersOf(envelope, [trusted.A, trusted.B])).toEqual([trusted.A.keyid]);
        const other = Uint8Array.from(payload, (byte, index) =>
          index === at % payload.length ? byte ^ flip : byte,
        );
        const changed = { ...envelope, payload: Buffer.from(other).toString('base64') };
        expect(signersOf(changed, [trusted.A])).toEqual([]);
      }),
    );
  });

  it('believes no name of a key', async () => {
    const envelope = await signEnvelope('t', Buffer.from('p'), signer);
    const signatures = envelope.signatures.map(({ sig }) => ({ sig, keyid: trusted.B.keyid }));
    expect(signersOf({ ...envelope, signatures }, [trusted.B])).toEqual([]);
    expect(signersOf({ ...envelope, signatures }, [trusted.A])).toEqual([trusted.A.keyid]);
  });

  it.each([
    [null],
    ['text'],
    [{ payloadType: 't', payload: 'a' }],
    [{ payloadType: 't', payload: 'YQ==', signatures: [{ keyid: 'x' }] }],
    [{ payload: 'YQ==', signatures: [] }],
  ])('is not %j', (value) => {
    expect(readEnvelope(value)).toBeNull();
  });

  it.each(['a', 'ab=', 'YQ=', 'YR==', 'Y Q=', '+-AA', '=', 'YQ==='])('takes no %j for base64', (text) => {
    expect(decodeBase64(text)).toBeNull();
  });

  it('reads base64 in both alphabets, with and without padding', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        for (const alphabet of ['base64', 'base64url'] as const)
          expect(Buffer.from(decodeBase64(Buffer.from(bytes).toString(alphabet)) ?? 'no')).toEqual(
            Buffer.from(bytes),
          );
      }),
    );
  });
});

describe('keys', () => {
  it('a private key is no public one, and its text is in no message', () => {
    const pem = privatePem(keys.A.seed);
    expect(() => ed25519Key(pem, 'a.key')).toThrow(/"a.key" holds a private key/);
    expect(() => ed25519Signer(pem.replace('MC4', 'MX4'), 'a.key')).toThrow(
      '"a.key" is not a private key in PEM.',
    );
    expect(() => ed25519Signer(publicPem(keys.A.seed), 'a.pub')).toThrow(/"a.pub" is not a private key/);
    expect(() => ed25519Key('nothing', 'a.pub')).toThrow(/"a.pub" is not a public key/);
  });
});
