import { BlockList, isIP } from 'node:net';
import { PromptopsError } from '../errors.ts';

/** Where a provider is asked, checked. `local`: loopback or private, allowed by `allowLocal`; never through a proxy. */
export type Endpoint = { readonly url: URL; readonly local: boolean };

export type AddressClass = 'public' | 'local' | 'refused';

const ranges = (entries: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[]): BlockList => {
  const list = new BlockList();
  for (const [network, prefix, family] of entries) list.addSubnet(network, prefix, family);
  return list;
};

/** Link-local (where clouds serve credentials), unspecified, multicast and broadcast: no provider lives there. */
const refused = ranges([
  ['169.254.0.0', 16, 'ipv4'],
  ['0.0.0.0', 8, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
  ['::', 128, 'ipv6'],
  // The IPv6 address of a cloud's credential service, inside the private range.
  ['fd00:ec2::254', 128, 'ipv6'],
]);

const local = ranges([
  ['127.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
]);

/** What kind of address an IP is. IPv4 written inside IPv6 counts as the IPv4 address. */
export function classifyAddress(address: string): AddressClass {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const family = isIP(bare) === 6 ? 'ipv6' : 'ipv4';
  const mapped = family === 'ipv6' ? mappedIPv4(bare) : null;
  if (mapped) return classifyAddress(mapped);
  if (refused.check(bare, family)) return 'refused';
  return local.check(bare, family) ? 'local' : 'public';
}

/** `::ffff:127.0.0.1`, also as `::ffff:7f00:1`, and the NAT64 form of the same. */
function mappedIPv4(address: string): string | null {
  const dotted = /^(?:::ffff:|64:ff9b::)(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (dotted?.[1]) return dotted[1];
  const hex = /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address);
  if (!hex?.[1] || !hex[2]) return null;
  const [high, low] = [Number.parseInt(hex[1], 16), Number.parseInt(hex[2], 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/**
 * Checks a base URL from the config before anything is sent:
 * - https, or http with `allowLocal` to an address that is loopback or private;
 * - no credentials, no query, no fragment;
 * - a link-local, unspecified or multicast address never; a loopback or private one only with `allowLocal`.
 * A name is checked again when it is connected to (`guardedLookup`), unless a proxy resolves it.
 */
export function checkEndpoint(provider: string, baseURL: string, allowLocal: boolean): Endpoint {
  const refuse = (why: string, hint: string): never => {
    throw new PromptopsError('invalid-project', `The base URL of provider "${provider}" ${why}.`, { hint });
  };
  if (!URL.canParse(baseURL)) return refuse('is not a URL', 'Write it as "https://host/v1".');
  const url = new URL(baseURL);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return refuse(`uses "${url.protocol}"`, 'Use https.');
  if (url.username || url.password) {
    return refuse('contains credentials', 'Remove them and name an environment variable in `apiKey`.');
  }
  if (url.search || url.hash) return refuse('has a query or a fragment', 'Remove what follows the path.');
  const literal = literalAddress(url.hostname);
  const kind = classifyHost(url.hostname);
  if (kind === 'refused')
    return refuse(`points to "${url.hostname}", which is never asked`, 'Name the real host.');
  if (kind === 'local' && !allowLocal) {
    return refuse(
      `points to the local address "${url.hostname}"`,
      'Set `allowLocal: true` if that is intended.',
    );
  }
  const plainPublic = url.protocol === 'http:' && !(allowLocal && (kind === 'local' || !literal));
  if (plainPublic)
    return refuse('is not encrypted', 'Use https; http is for local addresses with `allowLocal: true`.');
  return { url, local: kind === 'local' || url.protocol === 'http:' };
}

/** What a host's own name tells: an address, or "localhost"; any other name counts as public until it is resolved. */
export function classifyHost(hostname: string): AddressClass {
  const literal = literalAddress(hostname);
  if (literal) return classifyAddress(literal);
  return isLocalName(hostname) ? 'local' : 'public';
}

const literalAddress = (hostname: string): string | null => {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) ? bare : null;
};

const isLocalName = (hostname: string): boolean => /(^|\.)localhost\.?$/i.test(hostname);
