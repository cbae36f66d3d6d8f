import { execFileSync } from 'node:child_process';

/** Every end-to-end test runs the built program, so it is built from this very source first. */
export function setup(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
}
