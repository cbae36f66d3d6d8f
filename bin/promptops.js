#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import module from 'node:module';

const args = process.argv.slice(2);
if (args.length === 1 && ['--version', '-V'].includes(args[0])) {
  // What scripts ask again and again is answered before anything is loaded.
  console.log(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version);
} else {
  module.enableCompileCache?.(); // Node 22 and later
  const { run } = await import('../dist/cli.js');
  process.exitCode = await run(args, process);
}
