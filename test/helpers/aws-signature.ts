import { createHash, createHmac } from 'node:crypto';
import type { Seen } from './http-server.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

export type Signed = Pick<Seen, 'method' | 'path' | 'text'> & {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
};

/**
 * The signature AWS would work out for a request with a path and no query, written from its description:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function awsSignature(request: Signed, secret: string): string {
  const [, scope = '', signed = ''] =
    /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+),/.exec(String(request.headers['authorization'])) ?? [];
  const [date = '', region = '', service = ''] = scope.split('/');
  const canonical = [
    request.method,
    // Encoded once more than it is sent, as for every service but S3.
    request.path.split('/').map(encodeURIComponent).join('/'),
    '',
    ...signed.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}`),
    '',
    signed,
    sha256(request.text),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), 'aws4_request');
  return hmac(key, toSign).toString('hex');
}
