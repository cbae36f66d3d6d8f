import path from 'node:path';
import { lookAt, writeAtomically } from '../disk.ts';
import { besideName, readBundleAt } from '../read-bundle.ts';
import { packTgz } from '../tar.ts';
import { sameRelease } from './same-release.ts';
import type { Release, Target } from './target.ts';

/** A file `<name>-<version>.tgz`, with the attestations in a second one beside it. */
export function tgzTarget(out: string, shown: string): Target {
  const fileOf = ({ name, version }: Release): string => path.join(out, `${name}-${version}.tgz`);
  const placeOf = (release: Release): string => `${shown}/${path.basename(fileOf(release))}`;
  return {
    target: 'tgz',
    place: placeOf,
    async find(release) {
      const file = fileOf(release);
      return lookAt(file) ? sameRelease(await readBundleAt(out, file), release) : 'nothing';
    },
    async put(release) {
      const file = fileOf(release);
      // First what says something about it: the archive is never seen without.
      if (release.attestations !== '')
        writeAtomically(besideName(file), release.attestations, besideName(placeOf(release)));
      writeAtomically(file, await packTgz(release.files), placeOf(release));
    },
  };
}
