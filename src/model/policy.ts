import type { Config, ProviderConfig } from './config.ts';
import { canonicalJson } from './digest.ts';

/** Keys of a config that say which prompts there are and what they send: they are what is judged, not what judges. */
const subject = ['promptRoots', 'partials', 'model', 'params'] as const;

/**
 * A config as a policy lets it be: its own word on what is sent, the policy's on endpoints, limits, tests, gates, rules,
 * code and prices. A provider that the policy does not know may be named, so that its recordings can be replayed; it has
 * no address, no key and no price.
 */
export function underPolicy(own: Config, policy: Config): Config {
  const strangers = Object.entries(own.providers).filter(([name]) => !Object.hasOwn(policy.providers, name));
  return {
    ...policy,
    ...Object.fromEntries(subject.map((key) => [key, own[key]])),
    providers: {
      ...Object.fromEntries(strangers.map(([name, config]) => [name, closed(config)])),
      ...policy.providers,
    },
  };
}

const closed = ({ kind, api }: ProviderConfig): ProviderConfig => ({
  kind: kind === 'exec' ? 'openai-compatible' : kind,
  apiKey: null,
  baseURL: null,
  allowLocal: false,
  api,
  price: null,
  settings: {},
});

/** Whether two configs send the same: what else they say concerns no prompt. */
export const sendAlike = (one: Config, other: Config): boolean => textOf(one) === textOf(other);

const textOf = (config: Config): string =>
  canonicalJson([...subject.map((key) => config[key]), Object.keys(config.providers).sort()]);
