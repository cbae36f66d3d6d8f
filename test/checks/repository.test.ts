import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { version } from '../../src/version.ts';
import { repositoryFolder } from '../helpers/promptops.ts';

const read = (file: string): string => readFileSync(path.join(repositoryFolder, file), 'utf8');
const manifest = JSON.parse(read('package.json'));

it('the version the program tells is the one of its package', () => {
  expect(version).toBe(manifest.version);
});

it('installing promptops installs nothing else', () => {
  expect(manifest).not.toHaveProperty('dependencies');
  expect(manifest).not.toHaveProperty('optionalDependencies');
});

it('the table of dependencies names every package, and no other', () => {
  const rows = read('CONTRIBUTING.md').matchAll(/^\| (?!package |-)(.+?) +\|/gm);
  const named = [...rows].flatMap(([, cell]) => cell?.split(', ') ?? []);
  expect(named.toSorted()).toEqual(Object.keys(manifest.devDependencies).toSorted());
});

it('the lock file locks every package for every platform, from no particular registry', () => {
  type Locked = { readonly optionalDependencies?: Record<string, string>; readonly resolved?: string };
  const packages: Readonly<Record<string, Locked>> = JSON.parse(read('package-lock.json')).packages;
  const wanted = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies),
  );
  expect(wanted.filter((name) => !(`node_modules/${name}` in packages))).toEqual([]);
  expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
});
