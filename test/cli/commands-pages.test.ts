import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { commands } from '../../src/cli/commands/registry.ts';
import type { CommandSpec } from '../../src/cli/commands/spec.ts';

const script: string = '../../scripts/commands-pages.mjs';
type Script = { commandsPages(of: readonly CommandSpec[]): ReadonlyMap<string, string> };

it('docs/commands says what the command line says (npm run commands writes it)', async () => {
  const { commandsPages } = (await import(script)) as Script;
  const folder = fileURLToPath(new URL('../../docs/commands/', import.meta.url));
  const written = readdirSync(folder).map((name) => [name, readFileSync(`${folder}${name}`, 'utf8')]);
  expect(Object.fromEntries(written)).toEqual(Object.fromEntries(commandsPages(commands)));
});
