#!/usr/bin/env node
const args = process.argv.slice(2);
if (args.length === 1 && ['--version', '-V'].includes(args[0])) {
  // What scripts ask again and again is answered before anything is loaded.
  console.log(require('../package.json').version);
} else {
  require('../dist/start.cjs').start(args);
}
