import type { Context } from '../../src/commands/context.ts';

/** What a command knows of the world in a test. */
export const contextAt = (cwd: string, env: Context['env'] = {}): Context => ({
  cwd,
  env,
  now: () => new Date('2026-01-01T00:00:00Z'),
  signal: new AbortController().signal,
  emit: () => {},
  note: () => {},
});
