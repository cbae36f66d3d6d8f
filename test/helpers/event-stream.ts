import { crc32 } from 'node:zlib';

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};

/** A header whose value is a string: its name, the type 7, its value. */
function header(name: string, value: string): Buffer {
  const [key, text] = [Buffer.from(name), Buffer.from(value)];
  const length = Buffer.alloc(2);
  length.writeUInt16BE(text.length);
  return Buffer.concat([Buffer.from([key.length]), key, Buffer.from([7]), length, text]);
}

/**
 * One message of Amazon's binary event stream: lengths and their checksum, headers, payload, checksum of it all.
 * https://smithy.io/2.0/aws/amazon-eventstream.html
 */
export function eventFrame(headers: Readonly<Record<string, string>>, payload: object): Uint8Array {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)));
  const data = Buffer.from(JSON.stringify(payload));
  const prelude = Buffer.concat([uint32(16 + head.length + data.length), uint32(head.length)]);
  const message = Buffer.concat([prelude, uint32(crc32(prelude)), head, data]);
  return Buffer.concat([message, uint32(crc32(message))]);
}
