import { PromptopsError } from '../errors.ts';
import type { FoundProvider } from './find-provider.ts';
import { keyVariable } from './key-variable.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A provider's key from the environment; null where none is needed. Throws `missing-key` naming the variable. */
export function readKey(provider: FoundProvider, env: Env): string | null {
  const variable = keyVariable(provider.name, provider.config);
  if (variable === null) return null;
  const key = env[variable]?.trim() ?? '';
  const hint = `Set ${variable}, or answer from recordings with \`--replay strict\`.`;
  if (key === '') {
    throw new PromptopsError(
      'missing-key',
      `The key of "${provider.name}" is missing: ${variable} is not set.`,
      { hint },
    );
  }
  // A header takes visible ASCII only; the value itself is never shown.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new PromptopsError(
      'missing-key',
      `${variable} holds characters that no key of "${provider.name}" has.`,
      { hint },
    );
  }
  return key;
}
