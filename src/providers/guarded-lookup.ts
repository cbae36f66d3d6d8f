import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { classifyAddress } from './endpoint.ts';

/** Which resolved addresses may be connected to. `only-local`: for http, where nothing public may be reached. */
export type Reach = 'only-public' | 'only-local' | 'public-or-local';

/** `code` of the error for an address that may not be reached. */
export const refusedAddress = 'ERR_REFUSED_ADDRESS';

type Callback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/**
 * Name resolution that looks at the answer: a public name that leads to a private or link-local address (by accident,
 * or rebound between check and use) is refused at the moment of connecting.
 */
export const guardedLookup =
  (reach: Reach) =>
  (hostname: string, options: LookupOptions, callback: Callback): void => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) {
        callback(error, []);
        return;
      }
      const wrong = addresses.find(({ address }) => !mayReach(address, reach));
      const first = addresses[0];
      if (wrong || !first) {
        const message = `"${hostname}" leads to ${wrong?.address ?? 'no address'}`;
        callback(Object.assign(new Error(message), { code: refusedAddress }), []);
      } else if (options.all) {
        callback(null, addresses);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };

function mayReach(address: string, reach: Reach): boolean {
  const kind = classifyAddress(address);
  if (kind === 'refused') return false;
  if (kind === 'local') return reach !== 'only-public';
  return reach !== 'only-local';
}
