// Run as a program: git, started from Node as promptops starts it, its output thrown away.
import { execFileSync } from 'node:child_process';

execFileSync('git', process.argv.slice(2), { stdio: ['ignore', 'ignore', 'inherit'] });
