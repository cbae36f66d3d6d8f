import type { AwsKeys } from './aws-keys.ts';
import type { Clock } from './clock.ts';
import type { Sign } from './wire-fetch.ts';

/**
 * Signs requests to Bedrock as they are sent: signature version 4, over the address, the headers and the body.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
export const createAwsSign =
  (keys: AwsKeys, region: string, clock: Clock): Sign =>
  async ({ url, headers, body }) => {
    const { AwsV4Signer } = await import('aws4fetch');
    const { authorization: _bearer, ...rest } = headers;
    const signer = new AwsV4Signer({
      method: 'POST',
      url: url.href,
      headers: { ...rest },
      body,
      accessKeyId: keys.accessKeyId,
      secretAccessKey: keys.secretAccessKey,
      ...(keys.sessionToken === null ? {} : { sessionToken: keys.sessionToken }),
      service: 'bedrock',
      region,
      datetime: new Date(clock.now()).toISOString().replace(/[:-]|\.\d{3}/g, ''),
    });
    return Object.fromEntries((await signer.sign()).headers);
  };
